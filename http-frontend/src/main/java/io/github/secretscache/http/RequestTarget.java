package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** The target of a request as it came, in origin or absolute form, still percent-encoded and without its query. */
final class RequestTarget {
    private RequestTarget() {}

    /** {@return the authority of a target that has one; {@code null} for one in origin form} */
    static @Nullable String authority(HttpServerExchange exchange) {
        if (!exchange.isHostIncludedInRequestURI()) {
            return null;
        }
        String target = exchange.getRequestURI();
        int slashes = target.indexOf("//");
        int start = slashes < 0 ? 0 : slashes + 2;
        int slash = target.indexOf('/', start);
        return slash < 0 ? target.substring(start) : target.substring(start, slash);
    }

    static String rawPath(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("//") + 2);
        return slash < 0 ? "/" : target.substring(slash);
    }
}
