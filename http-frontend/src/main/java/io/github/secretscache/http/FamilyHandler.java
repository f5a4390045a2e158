package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Tells the AWS-compatible paths from the native ones. */
final class FamilyHandler implements HttpHandler {
    private final HttpHandler nativePaths;
    private final HttpHandler awsPaths;

    FamilyHandler(HttpHandler nativePaths, HttpHandler awsPaths) {
        this.nativePaths = nativePaths;
        this.awsPaths = awsPaths;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = RequestTarget.rawPath(exchange);
        (AwsRequestHandler.isAwsPath(path) ? awsPaths : nativePaths).handleRequest(exchange);
    }

    @Override
    public String toString() {
        return "native " + nativePaths + ", aws " + awsPaths;
    }
}
