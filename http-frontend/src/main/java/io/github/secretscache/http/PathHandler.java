package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Chooses by path, the first that fits. */
final class PathHandler implements HttpHandler {
    private record Route(String label, Predicate<String> fits, HttpHandler next) {}

    private final List<Route> routes = new ArrayList<>();
    private final HttpHandler otherwise;

    PathHandler(HttpHandler otherwise) {
        this.otherwise = otherwise;
    }

    PathHandler exact(String path, HttpHandler next) {
        routes.add(new Route(path, path::equals, next));
        return this;
    }

    PathHandler prefix(String prefix, HttpHandler next) {
        routes.add(new Route(prefix + "*", path -> path.startsWith(prefix), next));
        return this;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = RequestTarget.rawPath(exchange);
        for (Route route : routes) {
            if (route.fits().test(path)) {
                route.next().handleRequest(exchange);
                return;
            }
        }
        otherwise.handleRequest(exchange);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("path[");
        routes.forEach(route ->
                text.append(route.label()).append(' ').append(route.next()).append(", "));
        return text.append(otherwise).append(']').toString();
    }
}
