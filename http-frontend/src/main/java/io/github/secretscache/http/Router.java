package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretsCache;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The way of every request, and the one place that knows the order of the checks. The AWS-compatible paths check the
 * token before the method and the path, as AWS's agent does: without it nothing can be learned there.
 */
final class Router {
    private static final String PING = "/ping";
    private static final List<HttpString> GET = List.of(Methods.GET);
    private static final List<HttpString> GET_OR_HEAD = List.of(Methods.GET, Methods.HEAD);

    private final CacheGate gate;
    private final NativeDialect nativeDialect;
    private final AwsDialect awsDialect;
    private final StatusPage status;
    private final MetricsPage metrics;
    private final FailureLog failures = new FailureLog();

    Router(CacheGate gate, InstantSource clock, ConnectorStatistics http) {
        this.gate = gate;
        this.nativeDialect = new NativeDialect(clock);
        this.awsDialect = new AwsDialect(gate::awsProfile);
        this.status = new StatusPage(clock);
        this.metrics = new MetricsPage(http);
    }

    /** A request on a connection within the limit. */
    void handle(HttpServerExchange exchange) {
        ReaderRequest request = received(exchange);
        request.attempt(() -> route(request));
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
            request.reply("text/plain; charset=utf-8", "healthy");
        });
    }

    private ReaderRequest received(HttpServerExchange exchange) {
        String path = ReaderRequest.pathOf(exchange);
        return new ReaderRequest(exchange, path, AwsDialect.speaks(path) ? awsDialect : nativeDialect, failures);
    }

    private void route(ReaderRequest request) {
        request.refuseBody();
        if (request.path().equals(PING)) {
            request.requireMethod(GET_OR_HEAD);
            request.reply("text/plain; charset=utf-8", "healthy");
            return;
        }
        RequestGuard.check(request);
        if (request.dialect() == awsDialect) {
            awsRead(request);
        } else if (request.path().startsWith(NativeDialect.PATH)) {
            nativeRead(request);
        } else if (request.path().equals("/status")) {
            page(request, status::write);
        } else if (request.path().equals("/metrics")) {
            page(request, metrics::write);
        } else {
            throw new RequestException(
                    ErrorCode.PATH_NOT_FOUND, "Nothing is served at this path; secrets are at /cache/{name}.");
        }
    }

    /** What it asks for decides whether it needs the token, so it is taken apart before. */
    private void nativeRead(ReaderRequest request) {
        request.requireMethod(GET_OR_HEAD);
        gate.whenOpen(request, served -> {
            SecretRead read = nativeDialect.parse(request, served.cache());
            served.access().requireOpenOrToken(request, read);
            served.access().requireAllowed(read);
            read(request, read, served.cache());
        });
    }

    private void awsRead(ReaderRequest request) {
        gate.whenOpen(request, served -> {
            served.access().requireToken(request);
            request.requireMethod(GET);
            SecretRead read = awsDialect.parse(request, served.cache());
            served.access().requireAllowed(read);
            read(request, read, served.cache());
        });
    }

    private void page(ReaderRequest request, BiConsumer<HttpServerExchange, Served> page) {
        request.requireMethod(GET_OR_HEAD);
        gate.whenOpen(request, served -> {
            served.access().requireToken(request);
            page.accept(request.exchange(), served);
        });
    }

    /** A hit is answered at once, on the thread that read the request; a miss when it is fetched. */
    private static void read(ReaderRequest request, SecretRead read, SecretsCache cache) {
        Dialect dialect = request.dialect();
        if (read.refreshNow()) {
            request.await(cache.refresh(read.id()), fetched -> {
                dialect.writeSecret(request, read, fetched, Origin.FORCED_FETCH);
            });
            return;
        }
        CachedSecret cached = cache.getIfCached(read.id());
        if (cached != null) {
            dialect.writeSecret(request, read, cached, Origin.MEMORY);
            return;
        }
        request.await(cache.getAsync(read.id()), fetched -> {
            Origin origin = fetched.isStale() ? Origin.STALE_AFTER_FAILURE : Origin.FETCH;
            dialect.writeSecret(request, read, fetched, origin);
        });
    }
}
