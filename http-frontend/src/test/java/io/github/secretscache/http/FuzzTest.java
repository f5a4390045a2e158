package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Throws broken requests at a socket: none may break the server, hang, bring out a secret without the token or an error of
 * the server's own making, or keep the next good request from its answer.
 */
@Timeout(120)
class FuzzTest {
    private static final int ROUNDS = 1_000;
    /** Some requests end only with the time for their head: 2 s in place of 10. */
    private static final ConnectionTimeouts TIMEOUTS = new ConnectionTimeouts(Duration.ofMillis(200), 10, 60);

    private static final String CANARY = "hunter2";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\r\n]*\r\n");

    private static ServedCache served;

    @BeforeAll
    static void open() throws IOException {
        served = new ServedCache(TIMEOUTS);
        served.frontend.serve(served.cache, ServedCache.options().build());
        served.source.text("closed", CANARY).text("secret_now", "open");
        // A parameter of the same name: both are the canary.
        assertThat(served.get("/cache/closed").text()).isEqualTo(CANARY);
        assertThat(served.get("/parameters/closed").text()).isEqualTo(CANARY);
    }

    @AfterAll
    static void close() {
        served.close();
    }

    static List<FuzzCorpus> corpus() throws IOException {
        return FuzzCorpus.all();
    }

    /** Known ones, and one that nobody has tried: a failure names it. */
    static Stream<Long> seeds() {
        long fresh = System.nanoTime();
        System.out.println("FuzzTest: the random seed of this run is " + fresh);
        return LongStream.of(1, 20_261_123, 0xC0FFEE, fresh).boxed();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void keptRequest_isAnsweredAsEver(FuzzCorpus kept) throws IOException {
        try (RawClient good = new RawClient(served.port)) {
            String reply = exchange(kept.request(), kept.request().length / 2);

            check(reply, good, kept.name());
            String statuses =
                    STATUS.matcher(reply).results().map(found -> found.group(1)).collect(Collectors.joining(" "));
            assertThat(statuses.isEmpty() ? "none" : statuses)
                    .isIn((Object[]) kept.statuses().split(" or "));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void brokenRequests_breakNothingAndLearnNothing(long seed) throws IOException {
        BrokenRequests requests = new BrokenRequests(new Random(seed));
        try (RawClient good = new RawClient(served.port)) {
            for (int round = 0; round < ROUNDS; round++) {
                byte[] request = requests.next();

                String reply = exchange(request, requests.below(request.length + 1));

                check(reply, good, "seed " + seed + ", round " + round + ": " + text(request));
            }
        }
    }

    /** Each has a turn of its own, so all of them take a while. */
    @Test
    void pings_65535InOneWrite_areAnsweredInOrderAndDelayNobody() throws Exception {
        byte[] pings =
                "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(65_535).getBytes(StandardCharsets.ISO_8859_1);
        RawClient pinging = new RawClient(served.port);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(
                () -> sendWhileOpen(pinging, pings), task -> new Thread(task, "pings").start());
        try (pinging) {
            for (int i = 0; i < 100; i++) {
                assertThat(pinging.read().text()).isEqualTo("healthy");
                assertThat(RawClient.get(served.port, "/cache/secret_now").text())
                        .isEqualTo("open");
            }
        }
        sent.join();
    }

    private static void sendWhileOpen(RawClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            // The test has seen enough.
            return;
        }
    }

    private static void check(String reply, RawClient good, String context) throws IOException {
        assertThat(reply).as(context).doesNotContain(CANARY);
        assertThat(reply).as(context).matches("(?s)|HTTP/1\\.[01] \\d{3} .*");
        assertThat(STATUS.matcher(reply).results().map(FuzzTest::status))
                .as(context)
                .noneMatch(status -> status >= 500);
        good.send("GET", "/cache/secret_now");
        assertThat(good.read().text()).as(context).isEqualTo("open");
    }

    private static int status(MatchResult found) {
        return Integer.parseInt(found.group(1));
    }

    /** Sends a request in two parts; {@return all that came back} */
    private static String exchange(byte[] request, int split) throws IOException {
        try (RawClient client = new RawClient(served.port)) {
            try {
                client.send(Arrays.copyOfRange(request, 0, split));
                client.send(Arrays.copyOfRange(request, split, request.length));
            } catch (java.net.SocketException e) {
                // The server has had enough of it already; what it said before is still there to be read.
                return text(client.drain());
            }
            return text(client.finish());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
