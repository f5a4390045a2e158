package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
    private static final String EXPECTED = ", expected file:// and the absolute path of a file with the token; ";

    @TempDir
    Path folder;

    private final Problems problems = new Problems();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void find_nothingSet_isNone() {
        environment.put("SECRETS_CACHE_TOKEN", "");
        environment.put("AWS_TOKEN", " ");

        assertThat(find()).isNull();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void find_firstThatIsSetAndNotEmpty_counts() {
        List<String> names =
                List.of("AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_SESSION_TOKEN", "AWS_TOKEN", "SECRETS_CACHE_TOKEN");
        for (String name : names) {
            environment.put(name, "value-of-" + name);

            assertThat(find()).satisfies(token -> {
                assertThat(token.value()).isEqualTo("value-of-" + name);
                assertThat(token.source()).isEqualTo(name);
            });
        }
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void find_file_isReadAndTrimmed() throws IOException {
        Path file = Files.writeString(folder.resolve("a token"), "  hunter2hunter2hunter2\r\n");
        environment.put("AWS_TOKEN", file.toUri().toString());

        AccessToken token = find();

        assertThat(token.value()).isEqualTo("hunter2hunter2hunter2");
        assertThat(token.source()).isEqualTo("AWS_TOKEN, " + file.toUri());
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void find_fileThatIsNotThere_isAProblem_andNoLaterVariableCounts() {
        environment.put("AWS_TOKEN", "file://" + folder + "/none");
        environment.put("AWS_SESSION_TOKEN", "other");

        assertThat(find()).isNull();
        assertThat(problems.lines())
                .containsExactly("AWS_TOKEN: read \"file://" + folder + "/none\"" + EXPECTED + "there is no such file");
    }

    @Test
    void find_folder_isAProblem() {
        environment.put("SECRETS_CACHE_TOKEN", "file://" + folder);

        assertThat(find()).isNull();
        assertThat(problems.lines()).singleElement().asString().endsWith("there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n"})
    void find_emptyFile_isAProblem(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("t"), text);
        environment.put("SECRETS_CACHE_TOKEN", "file://" + file);

        assertThat(find()).isNull();
        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_TOKEN: read \"file://" + file + "\"" + EXPECTED + "it is empty");
    }

    @Test
    void find_hugeFile_isAProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("t"), "x".repeat(20_000));
        environment.put("SECRETS_CACHE_TOKEN", "file://" + file);

        assertThat(find()).isNull();
        assertThat(problems.lines()).singleElement().asString().endsWith("it is too large for one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///a?b", "file:///%zz"})
    void find_whatIsNoFile_isAProblem(String uri) {
        environment.put("SECRETS_CACHE_TOKEN", uri);

        assertThat(find()).isNull();
        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_TOKEN: read \"" + uri + "\"" + EXPECTED + "that is none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter 2", "hunter2hunter2hunter2ü", "hunter2hunter2hunter2\n2"})
    void find_whatCannotStandInAHeader_isAProblemThatDoesNotHoldIt(String token) {
        environment.put("SECRETS_CACHE_TOKEN", token);

        assertThat(find()).isNull();
        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_TOKEN: read characters that cannot stand in a header, expected a token"
                        + " of visible ASCII only");
    }

    @ParameterizedTest
    @CsvSource({
        "file:/etc/hostname, file:///etc/hostname",
        "FILE:///etc/hostname, file:///etc/hostname",
        "file:etc/hostname, file:///etc/hostname",
        "file://relative, file:///relative",
        "File:/a, file:///a"
    })
    void find_fileInAnotherSpelling_isAProblemThatHasTheRightOne(String uri, String right) {
        environment.put("SECRETS_CACHE_TOKEN", uri);

        assertThat(find()).isNull();
        assertThat(problems.lines())
                .singleElement()
                .asString()
                .startsWith("SECRETS_CACHE_TOKEN: read \"" + uri + "\"" + EXPECTED)
                .endsWith("write it as " + right);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "fifteen-letters"})
    void find_shortTokenOfOurs_isAProblemThatDoesNotHoldIt(String token) {
        environment.put("SECRETS_CACHE_TOKEN", token);

        find();

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_TOKEN: read a token of " + token.length() + " characters, expected at"
                        + " least 16: a shorter one can be guessed; use a long random text, such as that of \"openssl"
                        + " rand -hex 16\"");
    }

    @Test
    void find_shortTokenInAFile_isAProblemToo() throws IOException {
        environment.put("SECRETS_CACHE_TOKEN", "file://" + Files.writeString(folder.resolve("t"), "short\n"));

        find();

        assertThat(problems.lines()).singleElement().asString().contains("read a token of 5 characters");
    }

    @Test
    void find_shortAwsToken_isANotice() {
        environment.put("AWS_TOKEN", "x");

        assertThat(find().value()).isEqualTo("x");
        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices())
                .containsExactly("AWS_TOKEN: read a token of 1 characters, which can be guessed: use at least 16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"})
    void find_tokensThatAwsMakes_areOfAnyLength(String variable) {
        environment.put(variable, "x");

        assertThat(find().value()).isEqualTo("x");
        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void toString_doesNotHoldTheToken() {
        environment.put("SECRETS_CACHE_TOKEN", "hunter2hunter2hunter2");

        assertThat(find()).hasToString("AccessToken[from SECRETS_CACHE_TOKEN]");
    }

    private AccessToken find() {
        return AccessToken.find(new Environment(environment), problems);
    }
}
