package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/** Lets a request on when there is a cache to read; one that comes before waits, and nobody is told "not ready". */
final class CacheGateHandler implements HttpHandler {
    private final CacheGate gate;
    private final ErrorReply errors;
    private final CacheHandler next;

    CacheGateHandler(CacheGate gate, ErrorReply errors, CacheHandler next) {
        this.gate = gate;
        this.errors = errors;
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        Served served = gate.servedIfOpen();
        if (served == null) {
            Waiting.resume(exchange, gate.whenOpen(), errors, next::handle);
        } else {
            next.handle(exchange, served);
        }
    }

    @Override
    public String toString() {
        return "gate(" + next + ")";
    }
}
