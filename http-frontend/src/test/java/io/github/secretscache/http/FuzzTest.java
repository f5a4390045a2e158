package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Throws broken requests at a socket: none may break the server, or bring out a secret without the token. */
@Timeout(300)
class FuzzTest {
    private static final int ROUNDS = 700;
    private static final String CANARY = "hunter2";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [^\r\n]*\r\n");

    private static final List<String> TARGETS = List.of(
            "/cache/closed",
            "/cache/%63losed?versionStage=blue",
            "/secretsmanager/get?secretId=closed",
            "/v1/closed",
            "/cache/open?jsonKey=a",
            "/status",
            "/metrics",
            "/ping",
            "http://localhost/cache/closed",
            "*",
            "//cache/closed");
    private static final List<String> HEADERS = List.of(
            "Host: localhost",
            "Host: evil",
            "Content-Length: 3",
            "Content-Length: -1",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: x",
            "Connection: close",
            "Connection: upgrade",
            "Upgrade: h2c",
            "Expect: 100-continue",
            "If-None-Match: *",
            "X-Aws-Parameters-Secrets-Token: guess",
            "X-Vault-Token:",
            "X-Forwarded-For: x",
            "Range: bytes=0-1",
            " folded: x",
            ": empty",
            "\u0000: x");
    private static final List<String> VERSIONS = List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ", "");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "get", "CONNECT", "OPTIONS", "", "PRI");

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123, 0xC0FFEE})
    void brokenRequests_breakNothingAndLearnNothing(long seed) throws IOException {
        Random random = new Random(seed);
        try (ServedCache served = ServedCache.open()) {
            served.source.text("closed", CANARY).text("secret_now", "open");
            served.get("/cache/closed");
            for (int round = 0; round < ROUNDS; round++) {
                byte[] request = mutated(request(random), random);
                String context =
                        "seed " + seed + ", round " + round + ": " + new String(request, StandardCharsets.ISO_8859_1);

                String reply = exchange(served.port, request, random);

                assertThat(reply).as(context).doesNotContain(CANARY);
                assertThat(reply).as(context).matches("(?s)|HTTP/1\\.[01] \\d{3} .*");
                for (Matcher status = STATUS.matcher(reply); status.find(); ) {
                    assertThat(status.group(1)).as(context).isNotEqualTo("500");
                }
            }
            assertThat(RawClient.get(served.port, "/cache/secret_now").text()).isEqualTo("open");
        }
    }

    private static String exchange(int port, byte[] request, Random random) throws IOException {
        try (RawClient client = new RawClient(port)) {
            int split = random.nextInt(request.length + 1);
            try {
                client.send(Arrays.copyOfRange(request, 0, split));
                client.send(Arrays.copyOfRange(request, split, request.length));
            } catch (IOException e) {
                // The server has had enough of it already.
                return "";
            }
            return new String(client.finish(), StandardCharsets.ISO_8859_1);
        }
    }

    private static String request(Random random) {
        StringBuilder request = new StringBuilder();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            request.append(usual(METHODS, random)).append(' ');
            request.append(TARGETS.get(random.nextInt(TARGETS.size()))).append(' ');
            request.append(usual(VERSIONS, random)).append("\r\nHost: localhost\r\n");
            for (int headers = random.nextInt(4); headers > 0; headers--) {
                request.append(HEADERS.get(random.nextInt(HEADERS.size()))).append("\r\n");
            }
            request.append("\r\n");
        }
        return request.toString();
    }

    /** The first of them nearly always: a request that is wrong in every part gets nowhere. */
    private static String usual(List<String> choices, Random random) {
        return random.nextInt(4) > 0 ? choices.get(0) : choices.get(random.nextInt(choices.size()));
    }

    private static byte[] mutated(String request, Random random) {
        StringBuilder text = new StringBuilder(request);
        for (int mutations = random.nextInt(4); mutations > 0 && text.length() > 0; mutations--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> text.setLength(at);
                default ->
                    text.insert(
                            at,
                            String.valueOf("%/?&=\r\n .;".charAt(random.nextInt(10)))
                                    .repeat(1 + random.nextInt(50)));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
