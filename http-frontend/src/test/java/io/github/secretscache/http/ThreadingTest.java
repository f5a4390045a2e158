package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadingTest {
    private static final String IO_THREAD = LoopbackServer.NAME + " I/O-1";

    private static Set<String> serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(LoopbackServer.NAME))
                .collect(Collectors.toSet());
    }

    @Test
    void hit_isAnsweredOnTheIoThreadWithoutADispatch() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("secret_now", "hello");
            RawClient.get(served.port, "/cache/secret_now");
            served.clockReaders.clear();

            for (int i = 0; i < 100; i++) {
                client.send("GET", "/cache/secret_now");
                client.read();
            }

            assertThat(served.clockReaders).containsExactly(IO_THREAD);
            // A task thread starts with the first task: there was none.
            assertThat(serverThreads()).containsExactlyInAnyOrder(IO_THREAD, LoopbackServer.NAME + " Accept");
        }
    }

    @Test
    void status_isWrittenOnAnotherThreadThanTheOneThatServesEverybody() throws Exception {
        try (ServedCache served = ServedCache.open()) {
            served.clockReaders.clear();

            assertThat(served.get("/status").status()).isEqualTo(200);

            assertThat(served.clockReaders).isNotEmpty().doesNotContain(IO_THREAD);
        }
    }

    @Test
    void hit_allocatesNothingOfTheSizeOfTheSecret() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient client = new RawClient(served.port)) {
            served.source.text("secret_now", "[" + "1,".repeat(32_000) + "1]").text("prod/db", "[1]");

            long large = allocatedByAHit(client, "/cache/secret_now");
            long small = allocatedByAHit(client, "/cache/db");

            System.out.printf("ThreadingTest: a hit allocates %d bytes, of 64 KiB %d bytes%n", small, large);
            assertThat(small).isLessThan(3 * 1024);
            assertThat(large).isLessThan(6 * 1024);
        }
    }

    private static long allocatedByAHit(RawClient client, String target) throws Exception {
        int hits = 500;
        long before = 0;
        for (int i = 0; i < 2 * hits; i++) {
            if (i == hits) {
                before = allocatedByTheIoThread();
            }
            client.send("GET", target);
            assertThat(client.read().header("Content-Type")).isEqualTo("application/json");
        }
        return (allocatedByTheIoThread() - before) / hits;
    }

    private static long allocatedByTheIoThread() {
        long id = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(IO_THREAD))
                .mapToLong(Thread::getId)
                .max()
                .orElseThrow();
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(id);
    }

    @Test
    void misses_inFlight_holdNoThreadAndDelayNobody() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        try (ServedCache served = ServedCache.open()) {
            served.source.text("secret_now", "hello").text("slow", "late");
            served.source.fake.gate().close("slow");
            RawClient.get(served.port, "/cache/secret_now");
            for (int i = 0; i < 50; i++) {
                RawClient client = new RawClient(served.port);
                client.send("GET", "/cache/slow", ServedCache.TOKEN_HEADER);
                waiting.add(client);
            }

            assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("hello");
            assertThat(serverThreads()).containsExactlyInAnyOrder(IO_THREAD, LoopbackServer.NAME + " Accept");
            served.source.fake.gate().open();

            for (RawClient client : waiting) {
                assertThat(client.read().text()).isEqualTo("late");
                client.close();
            }
        }
    }

    @Test
    void slowSender_delaysNobody() throws Exception {
        try (ServedCache served = ServedCache.open();
                RawClient slow = new RawClient(served.port)) {
            served.source.text("secret_now", "hello");
            slow.send("GET /cache/secret_now HT");

            assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("hello");
            slow.send("TP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(slow.read().text()).isEqualTo("hello");
        }
    }
}
