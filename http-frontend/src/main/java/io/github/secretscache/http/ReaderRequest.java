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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to an answer. If {@link #attempt} or a step after {@link #await} fails, the reader gets the
 * error in the dialect of the request. Used by one thread at a time.
 */
final class ReaderRequest {
    private final HttpServerExchange exchange;
    private final String path;
    private final Dialect dialect;
    private final RequestContext context;
    private byte[] body = {};

    /** How many of its reads {@link ManyReads} counts now. */
    private int counted;

    ReaderRequest(HttpServerExchange exchange, String path, Dialect dialect, RequestContext context) {
        this.exchange = exchange;
        this.path = path;
        this.dialect = dialect;
        this.context = context;
    }

    /** {@return the path of a target in origin or absolute form, raw: percent-encoded and without its query} */
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

    /** {@return the raw query, without its question mark} */
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
     * Answers a request that has a body, without reading it, and closes its connection. By default Undertow would read
     * all of it to keep the connection, on the thread that all readers share.
     */
    void refuseBody() {
        if (exchange.isRequestComplete()) {
            return;
        }
        exchange.setPersistent(false);
        Connectors.terminateRequest(exchange);
        // For other methods the more useful error is that the method is not allowed.
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
     * Continues when the body has arrived.
     *
     * @throws RequestException if its declared length is larger
     */
    void receive(long maxBytes, Runnable next) {
        exchange.setMaxEntitySize(maxBytes);
        if (!isDeclaredWithin(maxBytes)) {
            throw brokenBody(maxBytes);
        }
        inviteBody();
        // Undertow would allocate the length in the header before any of the body has arrived. By now its end is known.
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

    /** Stops reading the body, and closes the connection after the answer. */
    private RequestException brokenBody(long maxBytes) {
        exchange.setPersistent(false);
        Connectors.terminateRequest(exchange);
        return new RequestException(
                ErrorCode.SERIALIZATION, "The body is broken, or has more than " + maxBytes + " bytes.");
    }

    /** Answers a client that asks first whether it may send its body. An empty socket takes the line at once. */
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

    /**
     * Answers with a small reply in one piece.
     *
     * @param head see {@link HeadBytes}
     * @return whether it could; if not, nothing was done
     */
    boolean sendWhole(byte[] head, ByteBuffer body) {
        return context.threads().wholeReply().send(exchange, head, body);
    }

    void reply(String contentType, String text) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.getResponseSender().send(text);
    }

    void reply(String contentType, ByteBuffer body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType).put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(body);
    }

    /** Runs work that takes longer than a usual answer when it is this connection's turn. */
    void whenItIsMyTurn(Runnable step) {
        wantsMore();
        exchange.dispatch(context.threads().turns(), resumed -> attempt(step));
    }

    /** Makes a reply on a thread other than the one that serves all readers. */
    <T> void awaitTask(Supplier<T> task, Consumer<? super T> next) {
        awaitTask(context.threads().tasks(), task, next);
    }

    /** Runs a part of the work on a thread that may block. */
    <T> void awaitTask(Executor threads, Supplier<T> task, Consumer<? super T> next) {
        CompletableFuture<T> result = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                result.complete(task.get());
            } catch (Throwable e) {
                // Errors too, or the reader would wait for ever.
                result.completeExceptionally(e);
            }
        });
        await(result, next);
    }

    /** {@return what runs the work that is not done on the thread that serves all readers} */
    LoopbackServer threads() {
        return context.threads();
    }

    /** Counts and logs the error that answers the request, or a part of it. */
    void note(Throwable failure) {
        if (failure instanceof RequestException refusal) {
            context.refusals().note(refusal, path);
        } else {
            context.failures().log(failure);
        }
    }

    /** Runs a step; if it fails, the reader gets the error. */
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Continues when a future is complete and it is this connection's turn. No thread waits for it. */
    <T> void await(CompletableFuture<T> future, Consumer<? super T> next) {
        whenComplete(future, (value, failure) -> whenMyTurn(() -> goOn(value, failure, next)));
    }

    /**
     * Like {@link #await}, for a value. A large one is written when it is this connection's turn. If there is no room for
     * it until then, it is dropped, and read again when there is.
     */
    void awaitSecret(Supplier<CompletableFuture<CachedSecret>> fetch, Consumer<? super CachedSecret> next) {
        whenComplete(fetch.get(), (secret, failure) -> {
            int bytes = secret == null ? 0 : secret.value().sizeInBytes();
            if (bytes <= ReaderConnection.FREE_BYTES) {
                whenMyTurn(() -> goOn(secret, failure, next));
            } else if (context.arrived().take(bytes)) {
                goOnInTurn(bytes, () -> goOn(secret, failure, next));
            } else {
                awaitRoom(bytes, fetch, next);
            }
        });
    }

    /**
     * Goes on when there is a place for a request with several reads, which it has until {@link #leave} or its failure.
     *
     * @param inMemory whether none of its reads has to wait; then it takes no place
     */
    void enter(int reads, BooleanSupplier inMemory, Runnable next) {
        afterHandlers(() -> context.many()
                .enter(
                        this,
                        reads,
                        inMemory,
                        hasPlace -> exchange.dispatch(exchange.getIoThread(), resumed -> {
                            counted = hasPlace ? reads : 0;
                            attempt(next);
                        })));
    }

    /** Its reads are done. */
    void leave() {
        if (counted > 0) {
            context.many().leave(counted);
            counted = 0;
        }
    }

    /**
     * Ends it if its reader has left.
     *
     * @return whether it has
     */
    boolean endIfLeft() {
        ReaderConnection connection = exchange.getAttachment(ReaderConnection.KEY);
        boolean left = connection != null && connection.closeIfLeft();
        if (left) {
            leave();
            exchange.endExchange();
        }
        return left;
    }

    /** Answers it with an error, while it waits for its turn. */
    void refuse(RuntimeException failure) {
        exchange.dispatch(exchange.getIoThread(), resumed -> fail(failure));
    }

    /** Like {@link #await}, for values that are not read before there is room for them. */
    <T> void awaitRoom(int bytes, Supplier<CompletableFuture<T>> fetch, Consumer<? super T> next) {
        Runnable admitted = () -> {
            if (endIfLeft()) {
                context.arrived().giveBack(bytes);
            } else {
                whenComplete(begun(fetch), (value, failure) -> goOnInTurn(bytes, () -> goOn(value, failure, next)));
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

    private void goOnInTurn(int bytes, Runnable step) {
        whenMyTurn(() -> {
            context.arrived().release(bytes);
            step.run();
        });
    }

    /** From any thread; the queue of turns is for the I/O thread alone. */
    private void whenMyTurn(Runnable turn) {
        exchange.dispatch(
                exchange.getIoThread(),
                // As a handler, for then Undertow answers even if it ends with an Error.
                resumed -> exchange.dispatch(context.threads().turns(), again -> turn.run()));
    }

    private <T> void whenComplete(CompletableFuture<T> future, BiConsumer<T, @Nullable Throwable> then) {
        afterHandlers(() -> {
            var unused = future.whenComplete(then);
        });
    }

    /** Until the handlers have returned, no other thread may use the exchange; and if they leave nothing to do, it ends. */
    private void afterHandlers(Runnable wait) {
        wantsMore();
        exchange.dispatch(SameThreadExecutor.INSTANCE, wait);
    }

    private void wantsMore() {
        exchange.getAttachment(ReaderConnection.KEY).wantsMore();
    }

    private <T> void goOn(T value, @Nullable Throwable failure, Consumer<? super T> next) {
        if (failure == null) {
            attempt(() -> next.accept(value));
        } else {
            fail(failure);
        }
    }

    /** Answers with an error. */
    void fail(Throwable thrown) {
        leave();
        Throwable failure = unwrapped(thrown);
        note(failure);
        dialect.writeError(this, failure);
    }

    /** {@return the failure of a future, without the wrapper of a dependent stage} */
    private static Throwable unwrapped(Throwable failure) {
        Throwable unwrapped = failure;
        while (unwrapped instanceof CompletionException && unwrapped.getCause() != null) {
            unwrapped = unwrapped.getCause();
        }
        return unwrapped;
    }
}
