package io.github.secretscache.layer.config;

import static io.github.secretscache.layer.config.ConfigFiles.parse;
import static io.github.secretscache.layer.config.ConfigFiles.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretKind;
import io.github.secretscache.http.EnvironmentVariable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands below {@code environment:} in config.yaml. */
class EnvironmentReaderTest {
    @Test
    void everyKey_isRead_inTheOrderOfTheFile() {
        EnvironmentSection section = parse("""
                environment:
                  allowSnapshot: true
                  DB_PASSWORD: { secret: prod/db, jsonKey: password, versionStage: AWSPREVIOUS }
                  _api_key2:
                    secret: api-key
                    optional: true
                    override: true
                  URL: { parameter: "/app/url:3" }
                """).environment();

        assertThat(section.allowSnapshot()).isTrue();
        assertThat(section.variables())
                .containsExactly(
                        new EnvironmentVariable(
                                "DB_PASSWORD", SecretKind.SECRET, "prod/db", "AWSPREVIOUS", "password", false, false),
                        new EnvironmentVariable("_api_key2", SecretKind.SECRET, "api-key", null, null, true, true),
                        new EnvironmentVariable("URL", SecretKind.PARAMETER, "/app/url:3", null, null, false, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cache: { ttl: 10m }\n", "environment:\n", "environment: {}\n"})
    void none_isFine(String text) {
        assertThat(parse(text).environment()).isEqualTo(EnvironmentSection.NONE);
    }

    @ParameterizedTest
    @CsvSource({"1ST", "A-B", "'A B'", "a.b", "\u00c4", "A=B", "''"})
    void name_thatNoVariableCanHave_isRefusedWithItsPlace(String name) {
        assertThat(problems("environment:\n  '" + name + "': { secret: a }\n"))
                .containsExactly("c.yaml:2:3: read the variable \"" + name
                        + "\", expected a name of letters, digits and underscores that does not begin with a digit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_HANDLER",
                "AWS_REGION",
                "AWS_SESSION_TOKEN",
                "AWS_LAMBDA_RUNTIME_API",
                "AWS_LAMBDA_EXEC_WRAPPER",
                "LAMBDA_TASK_ROOT",
                "_X_AMZN_TRACE_ID"
            })
    void name_thatLambdaReserves_isRefusedWithItsPlace(String name) {
        assertThat(problems("environment:\n  FINE: { secret: a }\n  " + name + ": { secret: a }\n"))
                .containsExactly("c.yaml:3:3: read the variable \"" + name
                        + "\", which Lambda sets itself, expected another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UID", "SHELLOPTS", "RANDOM", "BASH_ENV", "IFS", "_"})
    void name_thatTheShellNeeds_isRefused(String name) {
        assertThat(problems("environment: { " + name + ": { secret: a } }\n"))
                .containsExactly("c.yaml:1:16: read the variable \"" + name
                        + "\", which the shell of secrets-cache-env sets itself, expected another name");
    }

    @Test
    void whatIsWrong_isAllReported_withLineAndColumn() {
        assertThat(problems("""
                environment:
                  PLAIN: prod/db
                  NOTHING: { jsonKey: a }
                  TYPO: { secret: a, jsonkey: b }
                  EMPTY: { secret: a, jsonKey: "" }
                  MAYBE: { secret: a, optional: perhaps }
                  CONTROL: { secret: "a\\tb" }
                  allowSnapshot: perhaps
                  BOTH: { secret: a, parameter: /a }
                  STAGED: { parameter: /a, versionStage: live }
                """))
                .containsExactlyInAnyOrder(
                        "c.yaml:2:10: read \"prod/db\", expected one such as { secret: prod/db, jsonKey: password }"
                                + " or { parameter: /app/key }",
                        "c.yaml:3:12: none of \"secret:\" and \"parameter:\" for the variable NOTHING, expected one such"
                                + " as { secret: prod/db, jsonKey: password } or { parameter: /app/key }",
                        "c.yaml:9:9: both \"secret:\" and \"parameter:\" for the variable BOTH, expected one such as {"
                                + " secret: prod/db, jsonKey: password } or { parameter: /app/key }",
                        "c.yaml:10:24: a parameter has no version stage: put the label behind its name, as in /a:live",
                        "c.yaml:4:22: read the key \"jsonkey\" (did you mean jsonKey?), expected one of secret,"
                                + " parameter, jsonKey, versionStage, optional, override",
                        "c.yaml:5:32: read \"\", expected the name of a member such as password",
                        "c.yaml:6:33: read \"perhaps\", expected false or true",
                        "c.yaml:7:22: secret name must not be blank or hold a control character, but is: a?b",
                        "c.yaml:8:18: read \"perhaps\", expected false or true");
    }

    @Test
    void list_isRefused() {
        assertThat(problems("environment:\n  - DB_PASSWORD\n"))
                .containsExactly("c.yaml:2:3: read a list, expected lines such as \"DB_PASSWORD: { secret: prod/db }\""
                        + " below \"environment:\"");
    }

    @Test
    void sampleOfTheGuide_isReadWithoutProblems() throws IOException {
        String guide = Files.readString(Path.of("../docs/environment.md"));
        int start = guide.indexOf("```yaml\n") + "```yaml\n".length();

        EnvironmentSection section = parse(
                        guide.substring(start, guide.indexOf("```", start)).stripIndent())
                .environment();

        assertThat(section.variables())
                .containsExactly(
                        new EnvironmentVariable(
                                "DB_PASSWORD", SecretKind.SECRET, "prod/db", null, "password", false, false),
                        new EnvironmentVariable(
                                "API_KEY", SecretKind.PARAMETER, "/app/api-key", null, null, false, false));
    }
}
