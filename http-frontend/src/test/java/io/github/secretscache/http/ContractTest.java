package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Replays the contract files over a raw socket. Every byte counts, except that the order of a head's lines means nothing
 * in HTTP (and Undertow shuffles them from one process to the next). In the files {@code {token}} stands for the token,
 * {@code {date}} for the time of the reply, {@code {M}} for its max-age, which jitter draws, and {@code {M-7}} for what
 * is left of it.
 */
@Timeout(60)
class ContractTest {
    private static final Path FILES = Path.of("src", "test", "resources", "contract");
    private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d+)");
    private static final Pattern MAX_AGE_LEFT = Pattern.compile("\\{M-(\\d+)}");

    @TestFactory
    Stream<DynamicTest> nativePaths() throws IOException {
        return replay("native.txt", ServedCache.options());
    }

    @TestFactory
    Stream<DynamicTest> agent() throws IOException {
        return replay("agent.txt", ServedCache.options());
    }

    @TestFactory
    Stream<DynamicTest> extension() throws IOException {
        return replay("extension.txt", ServedCache.options().awsProfile(AwsProfile.EXTENSION));
    }

    private static Stream<DynamicTest> replay(String file, ServeOptions.Builder options) throws IOException {
        List<Contract> contracts = Contract.parse(FILES.resolve(file));
        assertThat(contracts).hasSizeGreaterThan(10);
        return contracts.stream()
                .map(contract -> DynamicTest.dynamicTest(file + ": " + contract.title(), () -> {
                    try (ServedCache served = ServedCache.open(options.build());
                            RawClient client = new RawClient(served.port)) {
                        script(served.source);
                        play(contract, served, client);
                    }
                }));
    }

    /** The secrets that every section finds; the head of native.txt lists them too. */
    private static void script(ScriptedSource source) {
        source.text("secret_now", "{\"user\":\"anika\",\"password\":\"hunter2\",\"ports\":[1, 2]}")
                .text("prod/db", "p\"w\n")
                .text("a b", "spaced")
                .text("a%20b", "literal")
                .binary("bin", new byte[] {0, 1, -1});
        new ScriptedParameters(source.fake).put("/app/db", "SecureString", "hunter2");
        for (Reason reason : Reason.values()) {
            source.failing(reason.name(), new SecretFetchException(reason, "told", null));
        }
    }

    private static void play(Contract contract, ServedCache served, RawClient client) throws IOException {
        boolean head = false;
        for (Contract.Step step : contract.steps()) {
            if (step instanceof Contract.Happening happening) {
                happen(happening.text().split(" ", 3), served);
            } else if (step instanceof Contract.Request request) {
                client.send(request.text().replace("{token}", ServedCache.TOKEN));
                head = request.isHead();
            } else if (step instanceof Contract.Reply expected) {
                RawClient.RawReply reply = client.readRaw(head);
                assertThat(whole(masked(reply.head()), reply.body()))
                        .as(contract.title())
                        .isEqualTo(whole(filled(expected.head(), reply.head()), expected.body()));
            } else if (step instanceof Contract.End end && end.closed()) {
                assertThat(client.isClosedByServer()).isTrue();
            } else {
                // Still open, and nothing more came: what follows is answered next.
                client.send("GET", "/ping");
                assertThat(client.read().text()).isEqualTo("healthy");
            }
        }
    }

    private static void happen(String[] words, ServedCache served) {
        switch (words[0]) {
            case "advance" -> served.clock.advance(Duration.parse(words[1]));
            case "rotate" -> served.source.text(words[1], words[2]);
            case "fail" ->
                served.source.failing(words[1], new SecretFetchException(Reason.valueOf(words[2]), "told", null));
            default -> throw new IllegalArgumentException("nothing like it can happen: " + words[0]);
        }
    }

    private static List<String> masked(List<String> head) {
        return head.stream()
                .map(line -> line.replaceFirst(
                        "^Date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT$", "Date: {date}"))
                .toList();
    }

    private static List<String> filled(List<String> expected, List<String> actual) {
        Matcher found = MAX_AGE.matcher(String.join("\n", actual));
        long maxAge = found.find() ? Long.parseLong(found.group(1)) : -1;
        assertThat(maxAge)
                .satisfiesAnyOf(
                        age -> assertThat(age).isEqualTo(-1),
                        age -> assertThat(age).isBetween(540L, 600L));
        return expected.stream()
                .map(line -> line.replace("{M}", Long.toString(maxAge)))
                .map(line -> MAX_AGE_LEFT
                        .matcher(line)
                        .replaceAll(left -> Long.toString(maxAge - Long.parseLong(left.group(1)))))
                .toList();
    }

    /** A reply as one text, so that a failure shows all of it; the lines of its head are in order. */
    private static String whole(List<String> head, byte[] body) {
        return head.get(0)
                + head.stream().skip(1).sorted().collect(Collectors.joining("\n", "\n", "\n\n"))
                + new String(body, StandardCharsets.ISO_8859_1);
    }
}
