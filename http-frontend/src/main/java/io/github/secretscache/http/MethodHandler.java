package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.stream.Collectors;

/** Refuses every method but those of the path. */
final class MethodHandler implements HttpHandler {
    private final List<HttpString> allowed;
    private final HttpHandler next;

    MethodHandler(List<HttpString> allowed, HttpHandler next) {
        this.allowed = allowed;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        check(exchange, allowed);
        next.handleRequest(exchange);
    }

    /** The same step behind the gate, where a check that needs the cache comes first. */
    static CacheHandler afterTheGate(List<HttpString> allowed, CacheHandler next) {
        return (exchange, served) -> {
            check(exchange, allowed);
            next.handle(exchange, served);
        };
    }

    private static void check(HttpServerExchange exchange, List<HttpString> allowed) {
        if (!isAllowed(exchange.getRequestMethod(), allowed)) {
            String methods = allowed.stream().map(HttpString::toString).collect(Collectors.joining(", "));
            exchange.getResponseHeaders().put(Headers.ALLOW, methods);
            throw new RequestException(ErrorCode.METHOD_NOT_ALLOWED, "This path answers " + methods + " only.");
        }
    }

    /** As text: to an {@code HttpString}, {@code get} is {@code GET}. */
    private static boolean isAllowed(HttpString method, List<HttpString> allowed) {
        for (HttpString candidate : allowed) {
            if (candidate.toString().equals(method.toString())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "methods" + allowed + "(" + next + ")";
    }
}
