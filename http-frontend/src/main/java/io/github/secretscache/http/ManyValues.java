package io.github.secretscache.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The values of one reply with several. While some are still being fetched, large ones are not held, because every
 * connection could hold some. When all have arrived, they are read again as soon as there is room.
 */
final class ManyValues<T> {
    /** A reply is held as values and as text. */
    private static final int MEMORY_OF_A_VALUE = 2;

    private final Supplier<List<CompletableFuture<T>>> reads;
    private final ToIntFunction<T> size;
    private final AtomicLong bytes = new AtomicLong();

    /**
     * @param reads begins all reads, or reads what has come; called once or twice
     * @param size how many bytes are held with what a read brings
     */
    ManyValues(Supplier<List<CompletableFuture<T>>> reads, ToIntFunction<T> size) {
        this.reads = reads;
        this.size = size;
    }

    /**
     * Goes on with a reply's body, for a request that has {@linkplain ReaderRequest#enter entered}. The body is written
     * on another thread than the one that serves everybody.
     */
    void await(ReaderRequest request, Function<List<T>, ByteBuffer> body, Consumer<? super ByteBuffer> then) {
        Consumer<ByteBuffer> next = made -> {
            request.leave();
            then.accept(made);
        };
        List<CompletableFuture<@Nullable T>> small = new ArrayList<>();
        reads.get().forEach(read -> small.add(read.thenApply(this::unlessLarge)));
        request.await(all(small), come -> {
            long size = bytes.get();
            if (size <= ReaderConnection.FREE_BYTES) {
                request.awaitTask(() -> body.apply(come), next);
            } else {
                request.awaitRoom(
                        Math.toIntExact(MEMORY_OF_A_VALUE * size),
                        () -> all(reads.get())
                                .thenApplyAsync(body, request.threads().tasks()),
                        next);
            }
        });
    }

    private @Nullable T unlessLarge(T value) {
        int more = size.applyAsInt(value);
        return bytes.addAndGet(more) <= ReaderConnection.FREE_BYTES ? value : null;
    }

    private static <V extends @Nullable Object> CompletableFuture<List<V>> all(List<CompletableFuture<V>> reads) {
        return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> reads.stream().map(CompletableFuture::join).toList());
    }
}
