package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of the pages are what their programs draw. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PicturesTest {
    private static final Path PICTURES = Path.of("..", "docs", "pictures");

    @Test
    void freshness_isWhatItsProgramDraws(@TempDir Path folder) throws Exception {
        Path drawn = folder.resolve("freshness.svg");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        Process process = new ProcessBuilder(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        PICTURES.resolve("Freshness.java").toString(),
                        drawn.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(PICTURES.resolve("freshness.svg")).hasSameTextualContentAs(drawn);
    }
}
