package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProtocolDocumentTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z-]+)` \\| (\\d{3}) \\| (?:(\\d{3}) `(\\w+)`)? ?\\|.*");

    @Test
    void tableOfCodes_isThatOfTheCode() throws IOException {
        Path document = Path.of("..", "docs", "protocol.md");

        List<String> documented = Files.readAllLines(document).stream()
                .map(ROW::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(row -> String.join(
                        " ", row.group(1), row.group(2), String.valueOf(row.group(3)), String.valueOf(row.group(4))))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ErrorCode.values())
                        .map(code -> code.awsType().isEmpty()
                                ? String.join(" ", code.code(), "" + code.status(), "null", "null")
                                : String.join(
                                        " ", code.code(), "" + code.status(), "" + code.awsStatus(), code.awsType()))
                        .toList());
    }
}
