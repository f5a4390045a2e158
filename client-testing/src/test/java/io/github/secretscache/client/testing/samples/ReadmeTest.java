package io.github.secretscache.client.testing.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The sample of README.md is {@link OrdersTest}, which runs beside this test. */
class ReadmeTest {
    @Test
    void readme_showsTheTestThatRuns() throws IOException {
        Path source = Path.of("src/test/java", getClass().getPackageName().replace('.', '/'), "OrdersTest.java");
        String text = Files.readString(source);

        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("```java\n" + text.substring(text.indexOf("import ")) + "```");
    }
}
