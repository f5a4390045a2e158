package io.github.secretscache.http;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A page that takes longer to make than a usual answer. It is made on another thread than the one that serves all readers,
 * for all who asked since the last one was begun: so it is never older than a request. Many who ask again and again get
 * it less often: making it takes a twentieth of a processor, or happens ten times a second. Used on the I/O thread only.
 */
final class SharedPage {
    private static final int REST_OF_MAKING = 20;
    private static final Duration LONGEST_REST = Duration.ofMillis(100);

    private final LoopbackServer server;
    private final Function<Served, ByteBuffer> page;

    /** For those who come until the next one is begun. */
    private CompletableFuture<ByteBuffer> next = new CompletableFuture<>();

    private boolean wanted;
    private boolean busy;

    SharedPage(LoopbackServer server, Function<Served, ByteBuffer> page) {
        this.server = server;
        this.page = page;
    }

    /** {@return what is completed, on any thread, with a page that is made after this call; shared, so only to be duplicated} */
    CompletableFuture<ByteBuffer> of(Served served) {
        CompletableFuture<ByteBuffer> wantedPage = next;
        wanted = true;
        if (!busy) {
            begin(served);
        }
        return wantedPage;
    }

    private void begin(Served served) {
        CompletableFuture<ByteBuffer> begun = next;
        next = new CompletableFuture<>();
        wanted = false;
        busy = true;
        server.tasks().execute(() -> {
            long before = System.nanoTime();
            begun.completeAsync(() -> page.apply(served), Runnable::run);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            server.ioThread().execute(() -> rest(took, served));
        });
    }

    private void rest(Duration making, Served served) {
        Duration rest = making.multipliedBy(REST_OF_MAKING);
        server.ioThread().executeAfter(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest, () -> {
            busy = false;
            if (wanted) {
                begin(served);
            }
        });
    }
}
