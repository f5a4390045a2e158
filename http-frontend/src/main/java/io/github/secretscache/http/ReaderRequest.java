package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.undertow.io.Receiver;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an answer. Whatever fails in {@link #attempt} or after {@link #await} is told to the reader
 * in the dialect of the request. Used by one thread at a time.
 */
final class ReaderRequest {
    private final HttpServerExchange exchange;
    private final String path;
    private final Dialect dialect;
    private final RequestContext context;
    private byte[] body = {};

    ReaderRequest(HttpServerExchange exchange, String path, Dialect dialect, RequestContext context) {
        this.exchange = exchange;
        this.path = path;
        this.dialect = dialect;
        this.context = context;
    }

    /** {@return the path of a target in origin or absolute form, as it came: percent-encoded and without its query} */
    static String pathOf(HttpServerExchange exchange) {
        String target = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("//") + 2);
        return slash < 0 ? "/" : target.substring(slash);
    }

    HttpServerExchange exchange() {
        return exchange;
    }

    String path() {
        return path;
    }

    /** {@return the query as it came, without its question mark} */
    String query() {
        return exchange.getQueryString();
    }

    Dialect dialect() {
        return dialect;
    }

    /** {@return the first header of a name} */
    @Nullable
    String header(HttpString name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    boolean hasHeader(HttpString name) {
        return exchange.getRequestHeaders().contains(name);
    }

    /** {@return the authority of a target in absolute form; {@code null} for one in origin form} */
    @Nullable
    String authority() {
        if (!exchange.isHostIncludedInRequestURI()) {
            return null;
        }
        String target = exchange.getRequestURI();
        int slashes = target.indexOf("//");
        int start = slashes < 0 ? 0 : slashes + 2;
        int slash = target.indexOf('/', start);
        return slash < 0 ? target.substring(start) : target.substring(start, slash);
    }

    /**
     * Answers a request that has a body, without reading it, and closes its connection. Undertow by itself would read it
     * all to keep the connection, on the thread that everybody shares.
     */
    void refuseBody() {
        if (exchange.isRequestComplete()) {
            return;
        }
        exchange.setPersistent(false);
        Connectors.terminateRequest(exchange);
        // Of other methods it is more to the point that they are not allowed at all.
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
            throw new RequestException(ErrorCode.BODY_NOT_ALLOWED, "A request must not have a body.");
        }
    }

    /** {@return the body, after {@link #receive}} */
    byte[] body() {
        return body;
    }

    /**
     * Goes on when the body has come.
     *
     * @throws RequestException if it is said to have more than that many bytes
     */
    void receive(long maxBytes, Runnable next) {
        exchange.setMaxEntitySize(maxBytes);
        if (!isDeclaredWithin(maxBytes)) {
            throw brokenBody(maxBytes);
        }
        inviteBody();
        // Undertow would allocate what the header claims before any of it has come. Where the body ends is settled.
        exchange.getRequestHeaders().remove(Headers.CONTENT_LENGTH);
        Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(Math.toIntExact(maxBytes));
        receiver.receiveFullBytes(
                (received, bytes) -> {
                    body = bytes;
                    attempt(next);
                },
                (received, failure) -> attempt(() -> {
                    throw brokenBody(maxBytes);
                }));
    }

    private boolean isDeclaredWithin(long maxBytes) {
        try {
            return exchange.getRequestContentLength() <= maxBytes;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Reads no more of the body, and closes the connection after the answer. */
    private RequestException brokenBody(long maxBytes) {
        exchange.setPersistent(false);
        Connectors.terminateRequest(exchange);
        return new RequestException(
                ErrorCode.SERIALIZATION, "The body is broken, or has more than " + maxBytes + " bytes.");
    }

    /** A client that asks first whether it may send its body is told so. An empty socket takes the line at once. */
    private void inviteBody() {
        if (HttpContinue.requiresContinueResponse(exchange)) {
            try {
                HttpContinue.createResponseSender(exchange).send();
            } catch (IOException e) {
                throw new UncheckedIOException("the client is gone", e);
            }
        }
    }

    /** Refuses every method but these. They are compared as text: to an {@code HttpString}, {@code get} is {@code GET}. */
    void requireMethod(List<HttpString> allowed) {
        String method = exchange.getRequestMethod().toString();
        for (HttpString candidate : allowed) {
            if (candidate.toString().equals(method)) {
                return;
            }
        }
        String methods = allowed.stream().map(HttpString::toString).collect(Collectors.joining(", "));
        exchange.getResponseHeaders().put(Headers.ALLOW, methods);
        throw new RequestException(ErrorCode.METHOD_NOT_ALLOWED, "This path answers " + methods + " only.");
    }

    void reply(String contentType, String text) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.getResponseSender().send(text);
    }

    void reply(String contentType, ByteBuffer body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType).put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(body);
    }

    /** Does what takes longer than a usual answer when it is this connection's turn. */
    void whenItIsMyTurn(Runnable step) {
        exchange.dispatch(context.threads().turns(), resumed -> attempt(step));
    }

    /** Makes a reply on another thread than the one that serves everybody. */
    <T> void awaitTask(Supplier<T> task, Consumer<? super T> next) {
        awaitTask(tasks(), task, next);
    }

    /** Does a part of the work on a thread that may block. */
    <T> void awaitTask(Executor threads, Supplier<T> task, Consumer<? super T> next) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(task.get());
            } catch (Throwable e) {
                // An error too, or the reader would wait for ever.
                result.completeExceptionally(e);
            }
        });
        await(result, next);
    }

    /** {@return for replies that are not made on the thread that serves everybody} */
    Executor tasks() {
        return context.threads().tasks();
    }

    /** {@return for calls of a service, which block} */
    Executor forwarding() {
        return context.threads().forwarding();
    }

    /** {@return for the verification of a signature, which may block} */
    Executor verifying() {
        return context.threads().verifying();
    }

    /** Counts and logs what the whole request, or a part of it, is answered with instead of a secret. */
    void note(Throwable failure) {
        if (failure instanceof RequestException refusal) {
            context.refusals().note(refusal, path);
        } else {
            context.failures().log(failure);
        }
    }

    /** Runs a step; if it fails, the reader is told. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Goes on, on the connection's I/O thread, when a future is complete. No thread waits with it. */
    <T> void await(CompletableFuture<T> future, Consumer<? super T> next) {
        whenComplete(future, (value, failure) -> {
            exchange.dispatch(exchange.getIoThread(), resumed -> goOn(value, failure, next));
        });
    }

    /**
     * As {@link #await}, for a value, which may be large: then it is written when it is this connection's turn. Where there
     * is no room for it meanwhile, it is let go, and asked for anew when there is.
     */
    void awaitSecret(Supplier<CompletableFuture<CachedSecret>> fetch, Consumer<? super CachedSecret> next) {
        whenComplete(fetch.get(), (secret, failure) -> {
            int bytes = secret == null ? 0 : secret.value().sizeInBytes();
            if (bytes <= ReaderConnection.FREE_BYTES) {
                exchange.dispatch(exchange.getIoThread(), resumed -> goOn(secret, failure, next));
            } else if (context.arrived().take(bytes)) {
                goOnInTurn(bytes, () -> goOn(secret, failure, next));
            } else {
                awaitRoom(bytes, fetch, next);
            }
        });
    }

    /** As {@link #await}, for so much that it is not even asked for before there is room. */
    <T> void awaitRoom(int bytes, Supplier<CompletableFuture<T>> fetch, Consumer<? super T> next) {
        Runnable admitted = () -> {
            if (exchange.getConnection().isOpen()) {
                whenComplete(begun(fetch), (value, failure) -> goOnInTurn(bytes, () -> goOn(value, failure, next)));
            } else {
                context.arrived().giveBack(bytes);
                exchange.endExchange();
            }
        };
        afterHandlers(() -> context.arrived()
                .takeLater(bytes, () -> exchange.dispatch(exchange.getIoThread(), resumed -> admitted.run())));
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> fetch) {
        try {
            return fetch.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** From any thread; the queue of turns is for the I/O thread alone. */
    private void goOnInTurn(int bytes, Runnable step) {
        Runnable turn = () -> {
            context.arrived().release(bytes);
            step.run();
        };
        exchange.dispatch(
                exchange.getIoThread(),
                resumed -> exchange.dispatch(context.threads().turns(), turn));
    }

    private <T> void whenComplete(CompletableFuture<T> future, BiConsumer<T, @Nullable Throwable> then) {
        afterHandlers(() -> {
            var unused = future.whenComplete(then);
        });
    }

    /** Before the handlers have returned the exchange must not be touched elsewhere; and if nothing came then, it would end. */
    private void afterHandlers(Runnable wait) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, wait);
    }

    private <T> void goOn(T value, @Nullable Throwable failure, Consumer<? super T> next) {
        if (failure == null) {
            attempt(() -> next.accept(value));
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable thrown) {
        Throwable failure = unwrapped(thrown);
        note(failure);
        dialect.writeError(this, failure);
    }

    /** {@return what a future that stands on another one failed with} */
    private static Throwable unwrapped(Throwable failure) {
        Throwable unwrapped = failure;
        while (unwrapped instanceof CompletionException && unwrapped.getCause() != null) {
            unwrapped = unwrapped.getCause();
        }
        return unwrapped;
    }
}
