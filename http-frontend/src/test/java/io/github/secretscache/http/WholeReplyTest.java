package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small replies, which do not go through Undertow's response. */
@Timeout(60)
class WholeReplyTest {
    private static final String READ = "/cache/secret_now";
    private static final String AWS_READ = "/secretsmanager/get?secretId=";

    private final ServedCache served = ServedCache.open();

    @AfterEach
    void close() {
        served.close();
    }

    /** The time may be another second. */
    private static Map<String, String> withoutDate(Reply reply) {
        Map<String, String> headers = new TreeMap<>(reply.headers());
        assertThat(headers.remove("Date")).endsWith(" GMT");
        return headers;
    }

    @Test
    void smallReply_hasTheHeadersThatUndertowWrites() throws IOException {
        served.source.text("secret_now", "hello");
        served.get(READ);
        served.clock.advance(Duration.ofSeconds(90));

        try (RawClient client = new RawClient(served.port)) {
            client.send("HEAD", READ);
            Reply byUndertow = client.read(true);
            client.send("GET", READ);
            Reply reply = client.read();

            assertThat(reply.text()).isEqualTo("hello");
            assertThat(withoutDate(reply)).isEqualTo(withoutDate(byUndertow)).containsEntry("Age", "90");
        }
    }

    @Test
    void smallAwsReply_hasTheHeadersOfALargeOne() throws IOException {
        served.source.text("small", "hello").text("large", "x".repeat(20_000));

        Reply small = served.get(AWS_READ + "small", "Connection: keep-alive");
        Reply large = served.get(AWS_READ + "large", "Connection: keep-alive");

        assertThat(small.text()).contains("\"SecretString\":\"hello\"");
        assertThat(withoutDate(small).keySet())
                .isEqualTo(withoutDate(large).keySet())
                .contains("Content-Length", "X-Content-Type-Options");
    }

    @Test
    void head_followsTheAgeAndTheVersion() throws IOException {
        served.source.text("secret_now", "hello");
        served.get(READ);
        assertThat(served.get(READ).headers()).containsEntry("Age", "0");

        served.clock.advance(Duration.ofSeconds(7));
        assertThat(served.get(READ).headers())
                .containsEntry("Age", "7")
                .hasEntrySatisfying(
                        "Cache-Status", status -> assertThat(status).startsWith("secrets-cache; hit; ttl="));

        served.source.text("secret_now", "a longer one");
        assertThat(served.get(READ + "?refreshNow=true").text()).isEqualTo("a longer one");
        assertThat(served.get(READ).text()).isEqualTo("a longer one");
    }

    @Test
    void reader_thatWantsTheConnectionClosed_isToldSoAndItIsClosed() throws IOException {
        served.source.text("secret_now", "hello");
        try (RawClient client = new RawClient(served.port)) {
            client.send("GET", READ, "Connection: close");
            Reply reply = client.read();

            assertThat(reply.text()).isEqualTo("hello");
            assertThat(reply.headers()).containsEntry("Connection", "close");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void readerOfHttp10_isAnswered() throws IOException {
        served.source.text("secret_now", "hello");
        try (RawClient client = new RawClient(served.port)) {
            client.send("GET " + READ + " HTTP/1.0\r\nHost: localhost\r\n\r\n");

            assertThat(client.read().text()).isEqualTo("hello");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void replies_thatASocketDoesNotTakeAtOnce_arriveWholeAndInOrder() throws IOException {
        served.source.text("one", "1".repeat(6_000)).text("two", "2".repeat(6_500));
        int pairs = 500;
        String head = " HTTP/1.1\r\nHost: localhost\r\n" + ServedCache.TOKEN_HEADER + "\r\n\r\n";
        try (RawClient deaf = RawClient.deaf(served.port)) {
            deaf.send(("GET /cache/one" + head + "GET /cache/two" + head).repeat(pairs));
            awaitThatNoMoreRequestsAreRead(2 * pairs);

            for (int i = 0; i < pairs; i++) {
                assertThat(deaf.read().text()).isEqualTo("1".repeat(6_000));
                assertThat(deaf.read().text()).isEqualTo("2".repeat(6_500));
            }
        }
    }

    /** Then the socket is full, and takes one reply in part. */
    private void awaitThatNoMoreRequestsAreRead(int atMost) throws IOException {
        long before = -1;
        for (int same = 0, polls = 1; same < 50; polls++) {
            long others = requests() - polls;
            same = others == before ? same + 1 : 0;
            before = others;
        }
        assertThat(before).isLessThan(atMost);
    }

    private long requests() throws IOException {
        String total = "secretscache_http_requests_total ";
        return served.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(total))
                .mapToLong(line -> Long.parseLong(line.substring(total.length())))
                .sum();
    }

    @Test
    void reader_thatLeavesInTheMiddle_takesNobodyWithIt() throws IOException {
        served.source.text("secret_now", "x".repeat(7_000));
        for (int i = 0; i < 20; i++) {
            try (RawClient deaf = RawClient.deaf(served.port)) {
                deaf.send(("GET " + READ + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(100));
            }
        }

        assertThat(RawClient.get(served.port, READ).body()).hasSize(7_000);
    }
}
