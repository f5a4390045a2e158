package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;

/** The target of a request as it came, in origin or absolute form, still percent-encoded and without its query. */
final class RequestTarget {
    private RequestTarget() {}

    static String rawPath(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("//") + 2);
        return slash < 0 ? "/" : target.substring(slash);
    }
}
