package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProtocolDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\| (\\d{3}) \\| ([^|]+) \\| [^|]+ \\|");

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "protocol.md"));
    }

    @Test
    void tableOfCodes_isThatOfTheCode() throws IOException {
        List<String> documented = lines().stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> String.join(" ", row.group(1), row.group(2), row.group(3)))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.code() + " " + code.status() + " " + onAwsPaths(code))
                        .toList());
    }

    private static String onAwsPaths(ErrorCode code) {
        String text = code.awsText().isEmpty() ? "" : " `" + code.awsText() + "`";
        return code.awsStatus() + (code.awsType().isEmpty() ? " text" : " type `" + code.awsType() + "`") + text;
    }

    @Test
    void limits_areThoseOfTheCode() throws IOException {
        assertThat(lines())
                .anyMatch(line -> line.contains(" " + ServeOptions.DEFAULT_MAX_CONNECTIONS + " connections"))
                .anyMatch(line -> line.contains(" " + ServeOptions.LARGEST_MAX_CONNECTIONS + " at most"))
                .anyMatch(line -> line.contains(" " + LoopbackServer.MAX_HEAD_BYTES / 1024 + " KiB"))
                .anyMatch(line -> line.contains(" " + LoopbackServer.MAX_HEADERS + " headers"))
                .anyMatch(line -> line.contains(" " + UnfinishedRequests.MAX_BYTES / 1024 / 1024 + " MiB "))
                .anyMatch(line -> line.contains(" " + ConnectionTimeouts.DEFAULT.forHead() + " s "))
                .anyMatch(line -> line.contains(" " + ConnectionTimeouts.DEFAULT.forReply() + " s "));
    }
}
