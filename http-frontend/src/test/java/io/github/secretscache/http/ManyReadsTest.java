package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretKind;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that read several secrets each leave room for others, and are told when there is none for them. */
@Timeout(60)
class ManyReadsTest {
    private static final int BATCH = 20;
    private static final int BATCHES = ManyReads.MOST_READS / BATCH;
    private static final ConnectionTimeouts QUICK = new ConnectionTimeouts(Duration.ofMillis(50), 1_000, 1_000);

    private final ServedCache served = new ServedCache(QUICK);
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeEach
    void serve() throws IOException {
        served.source.text("secret_now", "hello").text("held", "hello");
        for (int i = 0; i <= BATCHES * BATCH; i++) {
            served.source.text("slow" + i, "late");
        }
        EnvironmentVariable variable =
                new EnvironmentVariable("A", SecretKind.SECRET, "secret_now", null, null, false, false);
        served.frontend.serve(
                served.cache,
                ServedCache.options().environment(List.of(variable)).build());
        assertThat(served.get("/cache/secret_now").status()).isEqualTo(200);
        assertThat(served.get("/cache/held").status()).isEqualTo(200);
    }

    @AfterEach
    void close() throws IOException {
        served.source.fake.gate().open();
        for (RawClient client : clients) {
            client.close();
        }
        served.close();
    }

    @Test
    void batch_whenOthersTakeAllPlaces_isBusyAfterAWhile() throws Exception {
        takeAllPlaces();
        RawClient late = client(List.of("slow0", "secret_now"));

        Reply reply = late.read();
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text())
                .contains("\"__type\":\"ServiceUnavailableException\"")
                .contains("other requests that read several secrets each wait for 1000 of them");
        assertThat(reply.header("Retry-After")).isNotNull();
    }

    @Test
    void batch_wholeInMemory_waitsForNoPlace() throws Exception {
        takeAllPlaces();

        Reply reply = client(List.of("secret_now", "held")).read();
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).contains("hello").contains("\"Errors\":[]");
        assertThat(served.get("/cache/secret_now").text()).isEqualTo("hello");
    }

    @Test
    void batches_whenThereArePlacesAgain_goOn() throws Exception {
        takeAllPlaces();
        served.source.fake.gate().open();
        RawClient after = client(List.of("slow" + BATCHES * BATCH, "secret_now"));

        for (RawClient client : clients) {
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(clients).contains(after);
    }

    @Test
    void environment_whenOthersTakeAllPlaces_isBusyAfterAWhile() throws Exception {
        takeAllPlaces();

        Reply reply = served.get("/environment");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text()).contains("\"code\":\"busy\"");
    }

    private void takeAllPlaces() throws Exception {
        served.source.fake.gate().close();
        for (int i = 0; i < BATCHES; i++) {
            int from = i * BATCH;
            client(IntStream.range(from, from + BATCH)
                    .mapToObj(id -> "slow" + id)
                    .toList());
        }
        // Answered after the batches have been read, because connections are taken in order.
        served.get("/status");
        served.source.fake.gate().awaitHeld(8);
    }

    private RawClient client(List<String> ids) throws IOException {
        RawClient client = new RawClient(served.port);
        clients.add(client);
        String body =
                ids.stream().map(id -> '"' + id + '"').collect(Collectors.joining(",", "{\"SecretIdList\":[", "]}"));
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: secretsmanager.BatchGetSecretValue\r\n"
                + ServedCache.TOKEN_HEADER + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return client;
    }
}
