package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedPageTest {
    private final LoopbackServer server = new LoopbackServer(ConnectionTimeouts.DEFAULT);
    private final ServedCache served = ServedCache.open();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private final SharedPage page = new SharedPage(server, cache -> {
        begun.countDown();
        await(goOn);
        return ByteBuffer.allocate(made.incrementAndGet());
    });

    @AfterEach
    void close() {
        server.close();
        served.close();
    }

    @Test
    void thoseWhoComeWhileItIsMade_getTheNextOne_whichIsMadeOnceForAll() throws Exception {
        CompletableFuture<ByteBuffer> first = ask(1).get(0);
        await(begun);
        List<CompletableFuture<ByteBuffer>> later = ask(64);
        goOn.countDown();

        assertThat(first.get().remaining()).isEqualTo(1);
        for (CompletableFuture<ByteBuffer> each : later) {
            assertThat(each.get().remaining()).isEqualTo(2);
        }
        assertThat(made).hasValue(2);
    }

    @Test
    void thatCannotBeMade_isAnErrorForThoseWhoWait_andIsTriedAgainForLaterOnes() throws Exception {
        goOn.countDown();
        AtomicInteger tries = new AtomicInteger();
        SharedPage broken = new SharedPage(server, cache -> {
            if (tries.getAndIncrement() == 0) {
                throw new IllegalStateException("broken");
            }
            return ByteBuffer.allocate(0);
        });

        assertThat(ask(broken, 1).get(0))
                .failsWithin(java.time.Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("broken");
        assertThat(ask(broken, 1).get(0).get().remaining()).isZero();
    }

    private List<CompletableFuture<ByteBuffer>> ask(int times) throws Exception {
        return ask(page, times);
    }

    /** Asks on the thread that serves all readers. */
    private List<CompletableFuture<ByteBuffer>> ask(SharedPage asked, int times) throws Exception {
        CompletableFuture<List<CompletableFuture<ByteBuffer>>> all = new CompletableFuture<>();
        server.ioThread().execute(() -> {
            List<CompletableFuture<ByteBuffer>> pages = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                pages.add(asked.of(Served.of(served.cache, ServeOptions.defaults())));
            }
            all.complete(pages);
        });
        return all.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
