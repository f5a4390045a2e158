package io.github.secretscache.layer.config;

import static io.github.secretscache.layer.config.ConfigFiles.parse;
import static io.github.secretscache.layer.config.ConfigFiles.wrong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {
    private final Problems problems = new Problems();

    @Test
    void parse_originalFormat_listsNamesInOrder() {
        ConfigFile file = parse("""
                SecretManagers:
                  - secrets:
                      - secret_now
                      - prod/db
                """);

        assertThat(file.groups()).isEmpty();
        assertThat(file.secrets())
                .containsExactly(ListedSecret.of(SecretId.of("secret_now")), ListedSecret.of(SecretId.of("prod/db")));
    }

    @Test
    void parse_everyKey_isRead() {
        ConfigFile file = parse("""
                SecretManagers:
                  - secrets: [plain]
                  - region: eu-west-1
                    roleArn: arn:aws:iam::123456789012:role/reader
                    endpoint: https://localhost:4566
                    secrets:
                      - name: prod/db
                        as: db
                        ttl: 5m
                        required: true
                        versionStage: AWSPREVIOUS
                cache: { ttl: 30s }
                server: { requireToken: false }
                """);

        assertThat(file.groups())
                .containsExactly(SecretGroup.named("group-2")
                        .withRegion("eu-west-1")
                        .withRoleArn("arn:aws:iam::123456789012:role/reader")
                        .withEndpoint(URI.create("https://localhost:4566")));
        assertThat(file.secrets())
                .containsExactly(
                        ListedSecret.of(SecretId.of("plain")),
                        ListedSecret.of(new SecretId("group-2", "prod/db", "AWSPREVIOUS", null))
                                .servedAs("db")
                                .withTtl(Duration.ofMinutes(5))
                                .required(true));
        assertThat(file.sections().cache()).isNotNull();
        assertThat(file.sections().server()).isNotNull();
    }

    @Test
    void parse_twoItemsOfOneRegion_areOneGroup() {
        ConfigFile file = parse("""
                SecretManagers:
                  - { region: eu-west-1, secrets: [a] }
                  - { region: eu-west-1, secrets: [b] }
                """);

        assertThat(file.groups()).containsExactly(SecretGroup.named("group-1").withRegion("eu-west-1"));
        assertThat(file.secrets()).extracting(secret -> secret.id().group()).containsExactly("group-1", "group-1");
    }

    @Test
    void parse_replicas_areThoseOfTheGroup() {
        ConfigFile file = parse("""
                SecretManagers:
                  - replicas: [eu-west-1, us-east-1]
                    secrets: [a]
                """);

        assertThat(file.groups())
                .containsExactly(SecretGroup.named("group-1").withReplicas(List.of("eu-west-1", "us-east-1")));
        assertThat(file.secrets()).extracting(secret -> secret.id().group()).containsExactly("group-1");
    }

    @Test
    void parse_sameNameInTwoGroups_worksWithAnotherServedName() {
        ConfigFile file = parse("""
                SecretManagers:
                  - secrets: [db]
                  - { region: eu-west-1, secrets: [{ name: db, as: db-eu }] }
                """);

        assertThat(file.secrets()).extracting(ListedSecret::servedAs).containsExactly("db", "db-eu");
    }

    @Test
    void parse_namesThatLookLikeNumbersAndTruthValues_areNames() {
        ConfigFile file = parse("""
                SecretManagers:
                  - secrets: [0123, true, 1.50, 2026-01-01]
                """);

        assertThat(file.secrets())
                .extracting(ListedSecret::servedAs)
                .containsExactly("0123", "true", "1.50", "2026-01-01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "SecretManagers: []\n", "cache:\n"})
    void parse_nothingListed_isFine(String text) {
        ConfigFile file = parse(text);

        assertThat(file.present()).isTrue();
        assertThat(file.secrets()).isEmpty();
    }

    @Test
    void parse_windowsLineEndsAndByteOrderMark_areFine(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("c.yaml"), "\ufeffSecretManagers:\r\n- secrets:\r\n  - a\r\n");

        ConfigFile file = read(path.toString());

        assertThat(problems.lines()).isEmpty();
        assertThat(file.secrets()).extracting(ListedSecret::servedAs).containsExactly("a");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTexts")
    void parse_wrongInput_namesPlaceWhatWasReadAndWhatIsExpected(String what, String text, List<String> lines) {
        assertThat(ConfigFiles.problems(text)).containsExactlyElementsOf(lines);
    }

    static Stream<Arguments> wrongTexts() {
        String dash = "read an en dash (–, U+2013), expected a hyphen (-): a list item in YAML begins with \"- \";"
                + " the line was probably copied from a formatted page";
        return Stream.of(
                wrong(
                        "the original README's sample as it is printed",
                        " – secrets:\n    – secret_now\n",
                        "c.yaml:1:2: " + dash,
                        "c.yaml:2:5: " + dash,
                        "c.yaml:1:2: read a list, expected the line \"SecretManagers:\" above it, and the list"
                                + " indented below"),
                wrong(
                        "en dashes, and what else is wrong in the same file",
                        "SecretManagers:\n  – secrets:\n      – a\ncahce:\n",
                        "c.yaml:2:3: " + dash,
                        "c.yaml:3:7: " + dash,
                        "c.yaml:4:1: read the key \"cahce\" (did you mean cache?), expected one of"
                                + " SecretManagers, Parameters, cache, server, environment"),
                wrong(
                        "no-break space",
                        "SecretManagers:\n\u00a0 - secrets: [a]\n",
                        "c.yaml:2:1: read a no-break space (U+00A0), expected a space"),
                wrong(
                        "tab",
                        "SecretManagers:\n\t- secrets:\n",
                        "c.yaml:2:1: read a tab, expected spaces: YAML is indented by spaces only"),
                wrong(
                        "unclosed bracket",
                        "SecretManagers:\n  - secrets: [a\n",
                        "c.yaml:2:16: not YAML: expected ',' or ']', but got <stream end>"),
                wrong(
                        "mapping where none can be",
                        "SecretManagers: a: b\n",
                        "c.yaml:1:18: not YAML: mapping values are not allowed here"),
                wrong(
                        "scalar root",
                        "secret_now\n",
                        "c.yaml:1:1: read \"secret_now\", expected the line \"SecretManagers:\" and a list below"
                                + " it"),
                wrong(
                        "names right below SecretManagers",
                        "SecretManagers:\n  - secret_now\n",
                        "c.yaml:2:5: read \"secret_now\", expected \"secrets:\" with a list of names below it, or"
                                + " \"tags:\""),
                wrong(
                        "no list below SecretManagers",
                        "SecretManagers:\n",
                        "c.yaml:1:16: read nothing, expected a list below \"SecretManagers:\", each item with"
                                + " \"secrets:\" or \"tags:\" (\"- secrets:\")"),
                wrong(
                        "a name where a list belongs",
                        "SecretManagers:\n  - secrets: secret_now\n",
                        "c.yaml:2:14: read \"secret_now\", expected a list of names below \"secrets:\", each with"
                                + " a hyphen (\"- secret_now\")"),
                wrong(
                        "item without secrets",
                        "SecretManagers:\n  - region: eu-west-1\n",
                        "c.yaml:2:5: no \"secrets:\" and no \"tags:\" in this item, expected one of them"),
                wrong(
                        "misspelt keys",
                        "SecretsManager:\n  - secrets: []\n",
                        "c.yaml:1:1: read the key \"SecretsManager\" (did you mean SecretManagers?), expected one"
                                + " of SecretManagers, Parameters, cache, server, environment"),
                wrong(
                        "misspelt keys of group, secret and section",
                        """
                        SecretManagers:
                          - reigon: x
                            secrets:
                              - name: a
                                tll: 5m
                        cache: { timeToLive: 5m }
                        """,
                        "c.yaml:2:5: read the key \"reigon\" (did you mean region?), expected one of secrets, tags,"
                                + " ttl, region, roleArn, endpoint, replicas",
                        "c.yaml:5:9: read the key \"tll\" (did you mean ttl?), expected one of name, as, ttl,"
                                + " required, versionStage",
                        "c.yaml:6:10: read the key \"timeToLive\", expected one of ttl, parameterTtl,"
                                + " staleWhileRevalidate, staleIfError, requestTimeout,"
                                + " parameterRequestTimeout, connectTimeout, warmUpTimeout, maxBytes,"
                                + " maxConcurrentFetches"),
                wrong(
                        "section that is no map",
                        "cache: 10m\n",
                        "c.yaml:1:8: read \"10m\", expected settings such as \"key: value\" below \"cache:\""),
                wrong(
                        "duplicate key",
                        "cache: { ttl: 1m }\ncache: { ttl: 2m }\n",
                        "c.yaml:2:1: read the key \"cache\" twice, first in line 1, expected it once"),
                wrong(
                        "duplicate names",
                        "SecretManagers:\n  - secrets: [a, a]\n  - region: eu-west-1\n    secrets: [a]\n",
                        "c.yaml:2:18: read \"a\", which line 2 serves already, expected each name once; give one"
                                + " of them \"as: other-name\"",
                        "c.yaml:4:15: read \"a\", which line 2 serves already, expected each name once; give one"
                                + " of them \"as: other-name\""),
                wrong(
                        "wrong values",
                        """
                        SecretManagers:
                          - region: Ireland
                            roleArn: reader
                            endpoint: localhost:4566
                            secrets:
                              - name: a
                                ttl: 5
                                required: maybe
                              - name: []
                              - as: b
                              - ""
                        """,
                        "c.yaml:2:13: region of group group-1 must be an AWS region such as eu-west-1, but is:"
                                + " Ireland",
                        "c.yaml:3:14: roleArn of group group-1 must be an ARN such as"
                                + " arn:aws:iam::123456789012:role/reader, but is: reader",
                        "c.yaml:4:15: endpoint of group group-1 must be a URL such as https://host:port without"
                                + " user, query and fragment, but is: localhost:4566",
                        "c.yaml:7:14: read \"5\", expected a duration such as 10m, 30s or PT10M, from 60ms to"
                                + " 365d",
                        "c.yaml:8:19: read \"maybe\", expected false or true",
                        "c.yaml:9:15: read a list, expected the name or ARN of a secret",
                        "c.yaml:10:9: no \"name:\" in this item, expected the name or ARN of a secret",
                        "c.yaml:11:9: read \"\", expected the name or ARN of a secret"),
                wrong(
                        "wrong replicas",
                        """
                        SecretManagers:
                          - region: eu-west-1
                            replicas: [eu-west-1, Ireland, us-east-1, us-east-1, []]
                            secrets: [a]
                          - replicas: eu-west-1
                            secrets: [b]
                        """,
                        "c.yaml:3:16: replicas of group group-1 must be other regions than the group's own, each"
                                + " once, but is: eu-west-1",
                        "c.yaml:3:27: replicas of group group-1 must be AWS regions such as eu-west-1, but is:"
                                + " Ireland",
                        "c.yaml:3:47: replicas of group group-1 must be other regions than the group's own, each"
                                + " once, but is: us-east-1",
                        "c.yaml:3:58: read a list, expected a region such as eu-west-1",
                        "c.yaml:5:15: read \"eu-west-1\", expected a list of regions such as [eu-west-1]"),
                wrong(
                        "name with a control character",
                        "SecretManagers:\n  - secrets: [\"a\\nb\"]\n",
                        "c.yaml:2:15: secret name must not be blank or hold a control character, but is: a?b"),
                wrong(
                        "typographic quotes",
                        "SecretManagers:\n  - secrets: [“a”]\n",
                        "c.yaml:2:15: read \"“a”\", expected the name or ARN of a secret in straight quotes or"
                                + " none: the quotes read are typographic"),
                wrong(
                        "anchor and alias",
                        "a: &a [x, x]\nb: [*a, *a, *a]\n",
                        "c.yaml:1:4: read an anchor (&) or alias (*), expected plain text; put it in quotes if it"
                                + " is a name"),
                wrong(
                        "alias alone",
                        "SecretManagers:\n  - secrets: [*all]\n",
                        "c.yaml:2:15: read an anchor (&) or alias (*), expected plain text; put it in quotes if"
                                + " it is a name"),
                wrong(
                        "second document",
                        "cache: {}\n---\ncache: {}\n",
                        "c.yaml:3:1: read a second YAML document, expected one"),
                wrong(
                        "deep nesting",
                        "a: " + "[".repeat(1000) + "]".repeat(1000),
                        "c.yaml:1:15: nested more than 12 levels deep"),
                wrong(
                        "binary",
                        "SecretManagers:\n  - secrets: [!!binary aGVsbG8=]\n",
                        "c.yaml:2:15: read something that has no place here, expected a text, a list or a" + " map"));
    }

    @Test
    void read_noFileAtTheDefaultPlace_isNoProblem() {
        ConfigFile file = ConfigFileReader.read(new Environment(Map.of()), problems);

        assertThat(problems.lines()).isEmpty();
        assertThat(file).isEqualTo(ConfigFile.absent("/var/task/config.yaml"));
    }

    @Test
    void read_noFileWhereOneWasNamed_isAProblem() {
        read("/no/such/file.yaml");

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_CONFIG: read \"/no/such/file.yaml\", expected the path of a file; there"
                        + " is none there");
    }

    @Test
    void read_otherSuffix_isSuggested(@TempDir Path folder) throws IOException {
        Path other = Files.writeString(folder.resolve("config.yml"), "SecretManagers: []\n");
        Path config = folder.resolve("config.yaml");

        read(config.toString());
        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_CONFIG: read \"" + config
                        + "\", expected the path of a file; there is none there (did you mean config.yml?)");

        assertThat(ConfigFileReader.readIfPresent(config.toString(), problems).present())
                .isFalse();
        assertThat(problems.notices()).containsExactly(other + ": is not read, expected config.yaml: rename it");
    }

    @Test
    void why_permission_saysWhichIsNeeded() {
        assertThat(ConfigFileReader.why(new AccessDeniedException("c.yaml")))
                .startsWith("permission denied; the process needs read permission");
        assertThat(ConfigFileReader.why(new IOException("broken"))).isEqualTo("java.io.IOException: broken");
    }

    @Test
    void read_withoutPermission_saysSo(@TempDir Path folder) throws IOException {
        Path config =
                Files.writeString(Files.createDirectory(folder.resolve("task")).resolve("config.yaml"), "");
        String said =
                config + ": cannot be read: permission denied; the process needs read permission for the file, and"
                        + " search permission (x) for each folder above it";
        Files.setPosixFilePermissions(config, Set.of());
        assumeThat(Files.isReadable(config)).as("not run as root").isFalse();

        read(config.toString());
        assertThat(problems.lines()).containsExactly(said);

        Files.setPosixFilePermissions(config.getParent(), Set.of());
        ConfigFileReader.readIfPresent(config.toString(), problems);
        Files.setPosixFilePermissions(config.getParent(), PosixFilePermissions.fromString("rwx------"));
        assertThat(problems.lines()).containsExactly(said, said);
    }

    @Test
    void read_folder_isAProblem(@TempDir Path folder) {
        read(folder.toString());

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_CONFIG: read \"" + folder + "\", expected the path of a file");
    }

    @Test
    void read_hugeFile_isRefusedUnparsed(@TempDir Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("c.yaml"), "#".repeat(300_000));

        read(path.toString());

        assertThat(problems.lines()).containsExactly(path + ": larger than 256KiB, expected a list of secrets");
    }

    @Test
    void read_notUtf8_isAProblem(@TempDir Path folder) throws IOException {
        Path path = Files.write(folder.resolve("c.yaml"), "# für".getBytes(StandardCharsets.ISO_8859_1));

        read(path.toString());

        assertThat(problems.lines()).containsExactly(path + ": not UTF-8; save it in that encoding");
    }

    @Test
    void parse_aFileFullOfMistakes_reportsAHandfulAndTheNumberOfTheRest() {
        assertThat(ConfigFiles.problems("SecretManagers:\n  - secrets: [" + "a,".repeat(1_000) + "a]\n"))
                .hasSize(51)
                .last()
                .isEqualTo("and 950 more problems");
    }

    private ConfigFile read(String path) {
        return ConfigFileReader.read(new Environment(Map.of("SECRETS_CACHE_CONFIG", path)), problems);
    }
}
