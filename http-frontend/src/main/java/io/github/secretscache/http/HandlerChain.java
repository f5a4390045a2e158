package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.time.InstantSource;
import java.util.List;

/** The way of a request, outermost handler first. This is the one place that knows the order. */
final class HandlerChain {
    private static final List<HttpString> READ = List.of(Methods.GET, Methods.HEAD);

    private HandlerChain() {}

    static HttpHandler of(CacheGate gate, InstantSource clock) {
        ErrorReply errors = new ProblemReply();
        return new ErrorBoundaryHandler(
                errors,
                new RouteHandler(
                        new MethodHandler(READ, new PingHandler()),
                        // The method is checked before the gate: a wrong one need not wait for the cache.
                        new MethodHandler(
                                READ, new CacheGateHandler(gate, errors, new GetSecretHandler(clock, errors)))));
    }
}
