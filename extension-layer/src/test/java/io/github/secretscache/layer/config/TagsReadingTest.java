package io.github.secretscache.layer.config;

import static io.github.secretscache.layer.config.ConfigFiles.parse;
import static io.github.secretscache.layer.config.ConfigFiles.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TagsReadingTest {
    @Test
    void parse_tags_areListings_besideNamesAndWithTheirGroup() {
        ConfigFile file = parse("""
                SecretManagers:
                  - tags: { app: orders }
                  - region: eu-west-1
                    secrets: [prod/db]
                    tags:
                      stage: prod
                      version: 1.10
                      "odd key": ""
                    ttl: 5m
                Parameters:
                  - path: /app
                """);

        assertThat(file.groups()).containsExactly(SecretGroup.named("group-2").withRegion("eu-west-1"));
        assertThat(file.secrets())
                .containsExactly(ListedSecret.of(SecretId.of("prod/db").inGroup("group-2")));
        assertThat(file.listings())
                .containsExactly(
                        ListedTags.of(Map.of("app", "orders")),
                        ListedTags.of(Map.of("stage", "prod", "version", "1.10", "odd key", ""))
                                .inGroup("group-2")
                                .withTtl(Duration.ofMinutes(5)),
                        ListedPath.of("/app"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTexts")
    void parse_wrongTags_namesPlaceWhatWasReadAndWhatIsExpected(String what, String text, List<String> lines) {
        assertThat(ConfigFiles.problems(text)).containsExactlyElementsOf(lines);
    }

    static Stream<Arguments> wrongTexts() {
        String eleven = IntStream.range(0, 11).mapToObj(i -> "k" + i + ": v").collect(Collectors.joining(", "));
        String value = "the value of a tag as text, such as \"app: orders\", or \"\" for an empty one";
        return Stream.of(
                wrong(
                        "none",
                        "SecretManagers: [{ tags: {} }]",
                        "c.yaml:1:26: secrets must be listed by 1 to 10 tags, but there are 0"),
                wrong(
                        "nothing",
                        "SecretManagers:\n  - tags:\n",
                        "c.yaml:2:10: read nothing, expected tags such as \"tags: { app: orders }\""),
                wrong(
                        "a list",
                        "SecretManagers: [{ tags: [app] }]",
                        "c.yaml:1:26: read a list, expected tags such as \"tags: { app: orders }\""),
                wrong(
                        "eleven",
                        "SecretManagers: [{ tags: { " + eleven + " } }]",
                        "c.yaml:1:26: secrets must be listed by 1 to 10 tags, but there are 11"),
                wrong(
                        "values that are no text",
                        "SecretManagers:\n  - tags:\n      a: [x]\n      b: { c: d }\n      e:\n",
                        "c.yaml:3:10: read a list, expected " + value,
                        "c.yaml:4:10: read a map, expected " + value,
                        "c.yaml:5:9: read nothing, expected " + value),
                wrong(
                        "too long",
                        "SecretManagers:\n  - tags:\n      " + "k".repeat(129) + ": v\n      k: " + "v".repeat(257)
                                + "\n",
                        "c.yaml:3:7: the key of a tag must have 1 to 128 characters, but has 129: " + "k".repeat(80)
                                + "…",
                        "c.yaml:4:7: the value of tag k must have 1 to 256 characters, but has 257: " + "v".repeat(80)
                                + "…"),
                wrong(
                        "a name beside them",
                        "SecretManagers: [{ name: prod/db, tags: { app: orders } }]",
                        "c.yaml:1:20: read the key \"name\", expected one of secrets, tags, ttl, region, roleArn,"
                                + " endpoint, replicas"),
                wrong(
                        "in the map of a secret",
                        "SecretManagers: [{ secrets: [{ name: prod/db, tags: { app: orders } }] }]",
                        "c.yaml:1:47: read the key \"tags\" (did you mean as?), expected one of name, as, ttl, required,"
                                + " versionStage"),
                wrong(
                        "of parameters",
                        "Parameters: [{ tags: { app: orders } }]",
                        "c.yaml:1:16: read the key \"tags\", expected one of parameters, path, ttl, region,"
                                + " roleArn, endpoint",
                        "c.yaml:1:14: no \"parameters:\" and no \"path:\" in this item, expected one of them"),
                wrong(
                        "twice",
                        "SecretManagers:\n  - tags: { a: x, b: y }\n  - tags: { b: y, a: x }\n    ttl: 1m\n",
                        "c.yaml:3:11: read the secrets tagged b=y, a=x, which line 2 lists already, expected them"
                                + " once"),
                wrong(
                        "a ttl without them",
                        "SecretManagers: [{ secrets: [a], ttl: 1m }]",
                        "c.yaml:1:39: read a ttl of no tags, expected it beside \"tags:\", or in the map of a"
                                + " secret"));
    }
}
