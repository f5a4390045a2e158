package io.github.secretscache.locallambda.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

    @TempDir
    Path function;

    @Test
    void parse_layerFunctionAndHandler_areEnough() {
        Arguments.Options options = parse(
                "--layer", function.toString(), "--function", function.toString(), "--handler", "com.example.Handler");

        assertThat(options.function()).isEqualTo(function);
        assertThat(options.handler()).isEqualTo("com.example.Handler");
        assertThat(options.runtime()).isEqualTo("java");
        assertThat(options.layer()).isEqualTo(function);
        assertThat(options.secrets()).isNull();
        assertThat(options.environment()).isEmpty();
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.port()).isEqualTo(9000);
        assertThat(options.secretsPort()).isZero();
    }

    @Test
    void parse_everything_isTaken() throws IOException {
        Path secrets = Files.writeString(function.resolve("secrets.yaml"), "secrets: {a: b}");
        Arguments.Options options = parse(
                "--function",
                function.toString(),
                "--handler",
                "index.handler",
                "--runtime",
                "nodejs",
                "--layer",
                function.toString(),
                "--secrets",
                secrets.toString(),
                "--env",
                "A=b=c",
                "--env",
                "D=",
                "--timeout",
                "5",
                "--port",
                "0",
                "--secrets-port",
                "8443");

        assertThat(options.runtime()).isEqualTo("nodejs");
        assertThat(options.layer()).isEqualTo(function);
        assertThat(options.secrets()).isEqualTo(secrets);
        assertThat(options.environment()).isEqualTo(Map.of("A", "b=c", "D", ""));
        assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(options.port()).isZero();
        assertThat(options.secretsPort()).isEqualTo(8443);
        assertThat(options.toString()).doesNotContain("b=c");
    }

    @Test
    void parse_indexJs_isNode() throws IOException {
        Files.writeString(function.resolve("index.js"), "");

        assertThat(parse(
                                "--layer",
                                function.toString(),
                                "--function",
                                function.toString(),
                                "--handler",
                                "index.handler")
                        .runtime())
                .isEqualTo("nodejs");
    }

    @Test
    void parse_help_asksForIt() {
        assertThat(Arguments.parse("--port", "1", "--help")).isNull();
        assertThat(Arguments.parse("-h")).isNull();
    }

    @Test
    void parse_severalProblems_reportsAllAtOnce() {
        assertThatThrownBy(() -> Arguments.parse(
                        "--function",
                        "/no/such",
                        "--runtime",
                        "perl",
                        "--port",
                        "70000",
                        "--env",
                        "x",
                        "--nonsense",
                        "--timeout"))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "--function: /no/such does not exist",
                                        "--runtime: must be java or nodejs; received perl",
                                        "--port: must be a whole number from 0 to 65535; received 70000",
                                        "--env: expected NAME=VALUE; received x",
                                        "--nonsense: unknown option",
                                        "--timeout: needs a value",
                                        "--layer: needed, the folder or zip of the layer",
                                        "--handler: needed, such as --handler com.example.MyHandler or --handler index.handler"));
    }

    @Test
    void parse_nothing_saysWhatIsNeeded() {
        assertThatThrownBy(Arguments::parse)
                .hasMessageContaining("--function: needed")
                .hasMessageContaining("--handler: needed");
    }

    private static Arguments.Options parse(String... arguments) {
        Arguments.Options options = Arguments.parse(arguments);
        assertThat(options).isNotNull();
        return options;
    }
}
