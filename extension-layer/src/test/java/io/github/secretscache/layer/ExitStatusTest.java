package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    @Test
    void documentation_hasEveryStatus() throws IOException {
        assertThat(Files.readAllLines(Path.of("../docs/settings.md")).stream()
                        .filter(line -> line.matches("\\| \\d \\| .*")))
                .extracting(line -> line.charAt(2) - '0')
                .containsExactly(ExitStatus.OK, ExitStatus.FAILED, ExitStatus.INVALID);
    }
}
