package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretsCache;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Routes every request; the one place that knows the order of the checks. The AWS-compatible paths check the token
 * before the method and the path, as AWS's agent does: without the token nothing can be learned there.
 */
final class Router {
    private static final String PING = "/ping";

    /** The largest body of a valid request. */
    private static final long LARGEST_BODY = 512 * 1024;

    private static final List<HttpString> GET = List.of(Methods.GET);
    private static final List<HttpString> GET_OR_HEAD = List.of(Methods.GET, Methods.HEAD);

    private final CacheGate gate;
    private final NativeDialect nativeDialect;
    private final AwsDialect awsDialect;
    private final SdkDialect sdkDialect = new SdkDialect();
    private final SdkOperations sdk = new SdkOperations(sdkDialect, this::sdkRead);
    private final StatusPage status;
    private final MetricsPage metrics;
    private final EnvironmentPage environment;
    private final Refusals refusals;
    private final RequestContext context;

    /** Objects, for to make one for each read would take longer than what it does. */
    private final BiConsumer<ReaderRequest, Served> nativeRead = this::nativeRead;

    private final BiConsumer<ReaderRequest, Served> nativeParameterRead = this::nativeParameterRead;
    private final BiConsumer<ReaderRequest, Served> awsRead = this::awsRead;

    Router(CacheGate gate, InstantSource clock, LoopbackServer server, LogThread log) {
        this.refusals = new Refusals(clock, log);
        this.gate = gate;
        this.context = new RequestContext(
                new FailureLog(log), refusals, new ArrivedValues(server.ioThread()), server.manyReads(), server);
        this.nativeDialect = new NativeDialect(clock);
        this.awsDialect = new AwsDialect(gate::awsProfile, gate::roles);
        this.status = new StatusPage(clock, refusals);
        this.environment = new EnvironmentPage(log);
        this.metrics = new MetricsPage(server.traffic(), refusals);
    }

    long refusedRequests() {
        return refusals.total();
    }

    /** A request on a connection within the limit. */
    void handle(HttpServerExchange exchange) {
        ReaderRequest request = received(exchange);
        try {
            route(request);
        } catch (RuntimeException e) {
            request.fail(e);
        }
    }

    /** The first request on a connection beyond the limit, which is closed after it. */
    void refuse(HttpServerExchange exchange) {
        ReaderRequest request = received(exchange);
        request.attempt(() -> {
            request.refuseBody();
            exchange.setPersistent(false);
            if (!request.path().equals(PING)) {
                throw new RequestException(
                        ErrorCode.TOO_MANY_CONNECTIONS,
                        "Too many connections are open; reuse them or raise maxConnections.");
            }
            ping(request);
        });
    }

    /** The server is healthy only if it can answer reads. */
    private void ping(ReaderRequest request) {
        request.requireMethod(GET_OR_HEAD);
        boolean open = gate.isOpen();
        if (!open) {
            request.exchange().setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
            request.exchange().getResponseHeaders().put(Headers.RETRY_AFTER, ProblemJson.RETRY_AFTER_SECONDS);
        }
        request.reply("text/plain; charset=utf-8", open ? "healthy" : "not ready");
    }

    private ReaderRequest received(HttpServerExchange exchange) {
        ProtocolHeaders.putOnEveryReply(exchange.getResponseHeaders());
        String path = ReaderRequest.pathOf(exchange);
        return new ReaderRequest(exchange, path, dialectOf(exchange, path), context);
    }

    private Dialect dialectOf(HttpServerExchange exchange, String path) {
        if (SdkDialect.speaks(exchange, path)) {
            return sdkDialect;
        }
        return AwsDialect.speaks(path) ? awsDialect : nativeDialect;
    }

    private void route(ReaderRequest request) {
        if (request.dialect() == sdkDialect) {
            SdkDialect.keepOrClose(request);
            refuseChunks(request);
            // The body is read in any case: an SDK that is cut off while it sends takes that for an outage.
            request.receive(LARGEST_BODY, () -> {
                RequestGuard.check(request);
                gate.whenOpen(request, this::sdkCall);
            });
            return;
        }
        request.refuseBody();
        if (request.path().equals(PING)) {
            ping(request);
            return;
        }
        RequestGuard.check(request);
        if (request.dialect() == awsDialect) {
            gate.whenOpen(request, awsRead);
        } else if (request.path().startsWith(NativeDialect.PATH)) {
            request.requireMethod(GET_OR_HEAD);
            gate.whenOpen(request, nativeRead);
        } else if (request.path().startsWith(NativeDialect.PARAMETERS)) {
            request.requireMethod(GET_OR_HEAD);
            gate.whenOpen(request, nativeParameterRead);
        } else if (request.path().equals("/status")) {
            page(request, "application/json", status::of);
        } else if (request.path().equals("/metrics")) {
            page(request, MetricsPage.CONTENT_TYPE, metrics::of);
        } else if (request.path().equals(EnvironmentPage.PATH)) {
            request.requireMethod(GET);
            gate.whenOpen(request, this::environmentPage);
        } else {
            throw new RequestException(
                    ErrorCode.PATH_NOT_FOUND,
                    "Nothing is served at this path; secrets are at /cache/{name}, parameters at /parameters/{name}.");
        }
    }

    /** Whether the token is needed depends on the secret, so the request is parsed first. */
    private void nativeRead(ReaderRequest request, Served served) {
        SecretRead read = nativeDialect.parse(request, served.cache());
        served.access().requireOpenOrToken(request, read);
        served.access().requireAllowed(read);
        read(request, read, served.cache());
    }

    /** Parameters always need the token. */
    private void nativeParameterRead(ReaderRequest request, Served served) {
        served.access().requireToken(request);
        SecretRead read = nativeDialect.parse(request, served.cache());
        served.access().requireAllowed(read);
        read(request, read, served.cache());
    }

    private void awsRead(ReaderRequest request, Served served) {
        served.access().requireToken(request);
        request.requireMethod(GET);
        SecretRead read = awsDialect.parse(request, served.cache());
        served.access().requireAllowed(read);
        read(request, read, served.cache());
    }

    private void sdkCall(ReaderRequest request, Served served) {
        SdkAdmission.admit(request, served, () -> sdk.call(request, served));
    }

    private void sdkRead(ReaderRequest request, Served served) {
        SecretRead read = sdkDialect.parse(request, served.cache());
        served.access().requireOwnRegion(request, read.name());
        served.access().requireAllowed(read);
        read(request, read, served.cache());
    }

    private void environmentPage(ReaderRequest request, Served served) {
        served.access().requireToken(request);
        environment.answer(request, served);
    }

    /** These pages may be long, so they are not written on the thread that serves all readers. */
    private void page(ReaderRequest request, String contentType, Function<Served, ByteBuffer> page) {
        request.requireMethod(GET_OR_HEAD);
        gate.whenOpen(request, (same, served) -> {
            served.access().requireToken(request);
            request.awaitTask(() -> page.apply(served), body -> request.reply(contentType, body));
        });
    }

    /**
     * Undertow takes some broken chunks for whole ones, so that what follows could be taken for another request, and it
     * prints a stack trace, past the log, for each body that is too long. SDKs declare a length.
     */
    private static void refuseChunks(ReaderRequest request) {
        if (request.hasHeader(Headers.TRANSFER_ENCODING)) {
            request.refuseBody();
            throw new RequestException(
                    ErrorCode.SERIALIZATION, "The body must have a Content-Length: chunks are not read.");
        }
    }

    /** A hit is answered at once, on the thread that read the request; a miss when it has been fetched. */
    private static void read(ReaderRequest request, SecretRead read, SecretsCache cache) {
        Dialect dialect = request.dialect();
        if (read.refreshNow()) {
            request.awaitSecret(() -> cache.refresh(read.id()), fetched -> {
                dialect.writeSecret(request, read, fetched, Origin.FORCED_FETCH);
            });
            return;
        }
        CachedSecret cached = cache.getIfCached(read.id());
        if (cached != null) {
            dialect.writeSecret(request, read, cached, Origin.MEMORY);
            return;
        }
        request.awaitSecret(() -> cache.getAsync(read.id()), fetched -> {
            Origin origin = fetched.isStale() ? Origin.STALE_AFTER_FAILURE : Origin.FETCH;
            dialect.writeSecret(request, read, fetched, origin);
        });
    }
}
