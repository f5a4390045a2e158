package io.github.secretscache.http;

import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpHandler;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.InstantSource;
import java.util.List;

/**
 * The way of a request, outermost handler first: the one place that knows the order. The native and the AWS-compatible
 * paths differ in how they word errors, in who may read, and in the order of the checks, which for the latter is that of
 * AWS's agent.
 */
final class HandlerChain {
    private static final List<HttpString> GET = List.of(Methods.GET);
    private static final List<HttpString> GET_OR_HEAD = List.of(Methods.GET, Methods.HEAD);

    private final CacheGate gate;
    private final InstantSource clock;
    private final ConnectorStatistics http;
    private final ErrorReply problems = new LoggedErrorReply(new ProblemReply());
    private final ErrorReply awsErrors;

    HandlerChain(CacheGate gate, InstantSource clock, ConnectorStatistics http) {
        this.gate = gate;
        this.clock = clock;
        this.http = http;
        this.awsErrors = new LoggedErrorReply(new AwsErrorReply(gate::awsProfile));
    }

    /** {@return the way of a request on a connection within the limit} */
    HttpHandler root() {
        return new FamilyHandler(nativePaths(), awsPaths());
    }

    /** {@return the way of a request on a connection beyond the limit} */
    HttpHandler overload() {
        return new FamilyHandler(
                inBoundary(problems, new OverloadHandler(new PingHandler())),
                inBoundary(awsErrors, new OverloadHandler(new PingHandler())));
    }

    private HttpHandler nativePaths() {
        HttpHandler notFound = exchange -> {
            throw new RequestException(
                    ErrorCode.PATH_NOT_FOUND, "Nothing is served at this path; secrets are at /cache/{name}.");
        };
        HttpHandler read = withCache(problems, nativeRead());
        HttpHandler status = withCache(problems, new TokenCheckHandler(new StatusHandler(clock)));
        HttpHandler metrics = withCache(problems, new TokenCheckHandler(new MetricsHandler(http)));
        return inBoundary(
                problems,
                new PathHandler(new RequestGuardHandler(notFound))
                        .prefix(
                                NativeRequestHandler.PATH,
                                new RequestGuardHandler(new MethodHandler(GET_OR_HEAD, read)))
                        .exact(PingHandler.PATH, new MethodHandler(GET_OR_HEAD, new PingHandler()))
                        .exact("/status", new RequestGuardHandler(new MethodHandler(GET_OR_HEAD, status)))
                        .exact("/metrics", new RequestGuardHandler(new MethodHandler(GET_OR_HEAD, metrics))));
    }

    /** What it asks for decides whether it needs the token, so it is taken apart before. */
    private CacheHandler nativeRead() {
        return new NativeRequestHandler(
                new OpenReadHandler(new AllowListHandler(new FetchHandler(problems, new NativeReply(clock)))));
    }

    private HttpHandler awsPaths() {
        CacheHandler read = new AwsRequestHandler(
                new AllowListHandler(new FetchHandler(awsErrors, new AwsReply(gate::awsProfile))));
        // The token before the method and the path: without it nothing can be learned, not even what there is.
        return inBoundary(
                awsErrors,
                new RequestGuardHandler(
                        withCache(awsErrors, new TokenCheckHandler(MethodHandler.afterTheGate(GET, read)))));
    }

    /** What every request goes through. */
    private static HttpHandler inBoundary(ErrorReply errors, HttpHandler next) {
        return new ErrorBoundaryHandler(errors, new BodyHandler(next));
    }

    private HttpHandler withCache(ErrorReply errors, CacheHandler next) {
        return new CacheGateHandler(gate, errors, next);
    }
}
