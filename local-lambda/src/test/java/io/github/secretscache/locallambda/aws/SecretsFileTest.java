package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsFileTest {

    @TempDir
    Path directory;

    @Test
    void read_alias_isRefusedWhereItStands() throws IOException {
        assertThatThrownBy(() -> read("secrets:\n  a: &x hush\n  b: *x\n"))
                .hasMessageContaining("an alias, at line 3, column 6; write the value itself")
                .hasMessageNotContaining("hush");
    }

    @Test
    void read_textMappingListAndBinary_inOrder() throws IOException {
        Map<String, StoredValue> secrets = read("""
                secrets:
                  secret_now: {"username":"anika","password":"aDM4N3*!8TT"}
                  prod/db:
                    user: app
                    port: 5432
                  list: [1, two]
                  plain: some text
                  lines: |
                    first
                    second
                  key: !!binary aGVsbG8=
                """);

        assertThat(secrets.keySet()).containsExactly("secret_now", "prod/db", "list", "plain", "lines", "key");
        assertThat(secrets.get("secret_now").text()).isEqualTo("{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}");
        assertThat(secrets.get("prod/db").text()).isEqualTo("{\"user\":\"app\",\"port\":5432}");
        assertThat(secrets.get("list").text()).isEqualTo("[1,\"two\"]");
        assertThat(secrets.get("plain").text()).isEqualTo("some text");
        assertThat(secrets.get("lines").text()).isEqualTo("first\nsecond\n");
        assertThat(secrets.get("key").text()).isNull();
        assertThat(secrets.get("key").bytes()).isEqualTo("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(secrets).asString().doesNotContain("anika", "some text");
    }

    @Test
    void read_number_asksForQuotes() {
        assertThatThrownBy(() -> read("secrets:\n  pin: 0123\n"))
                .hasMessageContaining("secrets.pin: expected text (put a number");
    }

    @Test
    void read_badName_refused() {
        assertThatThrownBy(() -> read("secrets:\n  a b: x\n")).hasMessageContaining("secrets.a b: Invalid name.");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'expected the keys'",
        "'- a', 'expected the keys'",
        "'secrets:', 'secrets: expected name: value pairs'",
        "'secrets: hush', 'secrets: expected name: value pairs'",
        "'other: {a: b}', 'unknown key \"other\"'",
        "'tags: hush', 'tags: expected the name of a secret'",
        "'tags: {db: {app: hush}}', 'tags.db: no such secret in this file'",
        "'{secrets: {db: x}, tags: {db: hush}}', 'tags.db: expected tags, such as {app: orders}'",
        "'faults: throttle', 'faults: expected a list'",
        "'faults: [{kind: slow}]', 'faults[0]: kind must be one of'"
    })
    void read_otherShape_saysWhatIsExpected(String yaml, String problem) {
        assertThatThrownBy(() -> read(yaml)).hasMessageContaining(problem).hasMessageNotContaining("hush");
    }

    @Test
    void read_tags_areOfSecrets() throws IOException {
        Path file = Files.writeString(
                directory.resolve("secrets.yaml"), "secrets: {db: x}\ntags: {db: {app: orders, version: 1}}\n");

        assertThat(SecretsFile.read(file).tags()).isEqualTo(Map.of("db", Map.of("app", "orders", "version", "1")));
    }

    @Test
    void read_faults_inOrder() throws IOException {
        Path file = Files.writeString(
                directory.resolve("secrets.yaml"),
                "faults:\n  - {kind: throttle, times: 3}\n  - {kind: lose, secret: db}\n");

        assertThat(SecretsFile.read(file).faults())
                .containsExactly(
                        Fault.of(Fault.Kind.THROTTLE).times(3),
                        Fault.of(Fault.Kind.LOSE).forSecret("db"));
    }

    @Test
    void read_brokenOrTwice_givesTheLineAndNoValue() {
        assertThatThrownBy(() -> read("secrets:\n  a: hush\n  a: hush2\n"))
                .hasMessageContaining("at line 3")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> read("secrets:\n  a: [hush\n")).hasMessageNotContaining("hush");
    }

    @Test
    void read_noFile_namesIt() {
        assertThatThrownBy(() -> SecretsFile.read(directory.resolve("none.yaml")))
                .hasMessageContaining("none.yaml: cannot be read");
    }

    private Map<String, StoredValue> read(String yaml) throws IOException {
        return SecretsFile.read(Files.writeString(directory.resolve("secrets.yaml"), yaml))
                .secrets();
    }
}
