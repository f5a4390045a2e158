package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/** Texts of a file {@code c.yaml}, and what is read or said of them. */
final class ConfigFiles {
    private ConfigFiles() {}

    /** {@return the file, which has no problems} */
    static ConfigFile parse(String text) {
        Problems problems = new Problems();
        ConfigFile file = ConfigFileReader.parse("c.yaml", text, problems);
        assertThat(problems.lines()).isEmpty();
        return file;
    }

    static List<String> problems(String text) {
        Problems problems = new Problems();
        ConfigFileReader.parse("c.yaml", text, problems);
        return problems.lines();
    }

    /** {@return the arguments of a test of one wrong file: its name, the text, the problems} */
    static Arguments wrong(String name, String text, String... lines) {
        return Arguments.of(name, text, List.of(lines));
    }
}
