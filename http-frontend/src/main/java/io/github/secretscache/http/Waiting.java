package io.github.secretscache.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.CompletableFuture;

/**
 * A request that waits for a future: no thread waits with it. The rest of it runs on its connection's I/O thread, inside
 * an error boundary of its own, for the one it came through has returned by then.
 */
final class Waiting {
    /** The rest of a request. */
    @FunctionalInterface
    interface Step<T> {
        void handle(HttpServerExchange exchange, T value) throws Exception;
    }

    private Waiting() {}

    static <T> void resume(
            HttpServerExchange exchange, CompletableFuture<T> future, ErrorReply errors, Step<? super T> step) {
        Runnable wait = () -> {
            var unused = future.whenComplete((value, failure) -> {
                HttpHandler rest = failure == null
                        ? new ErrorBoundaryHandler(errors, resumed -> step.handle(resumed, value))
                        : resumed -> errors.write(resumed, failure);
                exchange.dispatch(exchange.getIoThread(), rest);
            });
        };
        // Undertow runs this when the handlers have returned; before that the exchange must not be touched elsewhere.
        exchange.dispatch(SameThreadExecutor.INSTANCE, wait);
    }
}
