package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoFactory;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

@Timeout(60)
class NextLookTest {
    private final XnioWorker worker = worker();
    private final XnioIoThread thread = worker.getIoThread();

    private static XnioWorker worker() {
        try {
            return Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() {
        worker.shutdownNow();
    }

    @Test
    void task_runsAfterEveryTaskThatTheThreadHadAndEachRunsOnce() throws InterruptedException {
        NextLook look = new NextLook(thread, new IoThread(thread));
        AtomicInteger ordinary = new AtomicInteger();
        AtomicReference<List<Integer>> seen = new AtomicReference<>(List.of());
        CountDownLatch done = new CountDownLatch(3);
        Runnable task = () -> {
            seen.updateAndGet(before -> {
                List<Integer> all = new java.util.ArrayList<>(before);
                all.add(ordinary.get());
                return all;
            });
            done.countDown();
        };

        thread.execute(() -> {
            look.execute(task);
            look.execute(() -> {
                task.run();
                look.execute(task);
            });
            // Tasks that make tasks: the thread runs all of them before it looks at anything.
            thread.execute(() -> again(ordinary, 100));
        });

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen.get()).containsExactly(100, 100, 100);
    }

    private void again(AtomicInteger ordinary, int left) {
        ordinary.incrementAndGet();
        if (left > 1) {
            thread.execute(() -> again(ordinary, left - 1));
        }
    }

    @Test
    void withoutAPipe_runsAMillisecondLater() {
        XnioIoFactory none = (XnioIoFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {XnioIoFactory.class}, (proxy, method, arguments) -> {
                    throw new IOException("Too many open files");
                });
        FakeIoThread fake = new FakeIoThread();
        NextLook look = new NextLook(none, new IoThread(fake));
        AtomicInteger runs = new AtomicInteger();

        look.execute(runs::incrementAndGet);
        look.execute(runs::incrementAndGet);

        fake.pass(0);
        assertThat(runs).hasValue(0);
        fake.pass(1);
        assertThat(runs).hasValue(2);
    }
}
