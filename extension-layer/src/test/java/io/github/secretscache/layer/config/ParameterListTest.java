package io.github.secretscache.layer.config;

import static io.github.secretscache.layer.config.ConfigFiles.parse;
import static io.github.secretscache.layer.config.ConfigFiles.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParameterListTest {
    @Test
    void parse_theFormatOfTheDesign_isRead() {
        ConfigFile file = parse("""
                Parameters:
                  - parameters: [ /app/db/password, { name: /app/flags, ttl: 1m } ]
                  - path: /app/prod/
                    region: eu-west-1
                """);

        assertThat(file.secrets())
                .containsExactly(
                        ListedSecret.of(SecretId.parameter("/app/db/password")),
                        ListedSecret.of(SecretId.parameter("/app/flags")).withTtl(Duration.ofMinutes(1)));
        assertThat(file.groups())
                .containsExactly(SecretGroup.named("parameters-2").withRegion("eu-west-1"));
        assertThat(file.listings()).containsExactly(ListedPath.of("/app/prod/").inGroup("parameters-2"));
    }

    @Test
    void parse_everyKey_isRead() {
        ConfigFile file = parse("""
                Parameters:
                  - region: eu-west-1
                    roleArn: arn:aws:iam::123456789012:role/reader
                    endpoint: https://localhost:4566
                    path: /app
                    ttl: 5m
                    parameters:
                      - name: /db
                        as: db
                        ttl: 30s
                        required: true
                        version: 3
                        withDecryption: false
                      - { name: /db, label: live }
                      - /other:7
                      - /flags:dark
                      - plain
                      - arn:aws:ssm:eu-west-1:123456789012:parameter/by/arn
                """);

        assertThat(file.groups())
                .containsExactly(SecretGroup.named("parameters-1")
                        .withRegion("eu-west-1")
                        .withRoleArn("arn:aws:iam::123456789012:role/reader")
                        .withEndpoint(URI.create("https://localhost:4566")));
        assertThat(file.listings())
                .containsExactly(ListedPath.of("/app/").inGroup("parameters-1").withTtl(Duration.ofMinutes(5)));
        assertThat(file.secrets())
                .containsExactly(
                        ListedSecret.of(in(
                                        SecretId.parameter("/db").atVersion("3").decrypted(false)))
                                .servedAs("db")
                                .withTtl(Duration.ofSeconds(30))
                                .required(true),
                        ListedSecret.of(in(SecretId.parameter("/db").atStage("live"))),
                        ListedSecret.of(in(SecretId.parameter("/other").atVersion("7"))),
                        ListedSecret.of(in(SecretId.parameter("/flags").atStage("dark"))),
                        ListedSecret.of(in(SecretId.parameter("plain"))),
                        ListedSecret.of(in(SecretId.parameter("arn:aws:ssm:eu-west-1:123456789012:parameter/by/arn"))));
        assertThat(file.secrets())
                .extracting(ListedSecret::servedAs)
                .startsWith("db", "/db", "/other", "/flags", "plain");
    }

    private static SecretId in(SecretId id) {
        return id.inGroup("parameters-1");
    }

    @Test
    void parse_secretAndParameterOfOneName_areNoConflict_andTheirGroupsAreTwo() {
        ConfigFile file = parse("""
                SecretManagers:
                  - { region: eu-west-1, secrets: [db] }
                Parameters:
                  - { region: eu-west-1, parameters: [db] }
                """);

        assertThat(file.groups()).extracting(SecretGroup::name).containsExactly("group-1", "parameters-1");
        assertThat(file.secrets()).extracting(ListedSecret::servedAs).containsExactly("db", "db");
        assertThat(file.secrets())
                .extracting(secret -> secret.id().isParameter())
                .containsExactly(false, true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTexts")
    void parse_wrongInput_namesPlaceWhatWasReadAndWhatIsExpected(String what, String text, List<String> lines) {
        assertThat(ConfigFiles.problems(text)).containsExactlyElementsOf(lines);
    }

    static Stream<Arguments> wrongTexts() {
        return Stream.of(
                wrong(
                        "no list",
                        "Parameters:\n",
                        "c.yaml:1:12: read nothing, expected a list below \"Parameters:\", each item with"
                                + " \"parameters:\" or \"path:\" (\"- parameters:\")"),
                wrong(
                        "names right below Parameters",
                        "Parameters:\n  - /app/db\n",
                        "c.yaml:2:5: read \"/app/db\", expected \"parameters:\" with a list of names below it, or"
                                + " \"path:\""),
                wrong(
                        "item without either, and keys that are none",
                        "Parameters:\n  - replicas: [eu-west-1]\n    pth: /app\n",
                        "c.yaml:2:5: read the key \"replicas\", expected one of parameters, path, ttl, region,"
                                + " roleArn, endpoint",
                        "c.yaml:3:5: read the key \"pth\" (did you mean path?), expected one of parameters,"
                                + " path, ttl, region, roleArn, endpoint",
                        "c.yaml:2:5: no \"parameters:\" and no \"path:\" in this item, expected one of them"),
                wrong(
                        "every parameter there is",
                        "Parameters:\n  - path: /\n",
                        "c.yaml:2:11: a parameter path must not be /: that is every parameter of the account and"
                                + " region, which no function needs, and its role should not be allowed; give the path of the"
                                + " application, such as /app/prod/"),
                wrong(
                        "paths that are none",
                        """
                        Parameters:
                          - path: app/prod
                          - path: /app//prod
                          - path: []
                          - path: /app
                          - path: /app/
                        """,
                        "c.yaml:2:11: a parameter path must begin with a slash, such as /app/prod/, but is:"
                                + " app/prod",
                        "c.yaml:3:11: a parameter path must have no doubled slash, but is: /app//prod/: write"
                                + " each slash once",
                        "c.yaml:4:11: read a list, expected a path such as /app/prod/",
                        "c.yaml:6:11: read the parameters below /app/, which line 5 lists already, expected them once"),
                wrong(
                        "names that are none",
                        "Parameters:\n  - parameters: [/a//b, " + "/l".repeat(16)
                                + ", arn:aws:sqs:eu-west-1:123456789012:queue, \"\"]\n",
                        "c.yaml:2:18: a parameter name must have no doubled slash, but is: /a//b: write each slash"
                                + " once",
                        "c.yaml:2:25: a parameter name must have at most 15 levels, but has 16: " + "/l".repeat(16),
                        "c.yaml:2:59: an ARN given as a parameter name must be one of Parameter Store, such as"
                                + " arn:aws:ssm:eu-west-1:123456789012:parameter/app/db, but is:"
                                + " arn:aws:sqs:eu-west-1:123456789012:queue",
                        "c.yaml:2:101: read \"\", expected the name or ARN of a parameter"),
                wrong(
                        "what is wrong in a map, each at its place",
                        """
                        Parameters:
                          - parameters:
                              - { name: /a, version: 3, label: live }
                              - { name: /b, lable: live }
                              - { name: /c, version: first }
                              - { as: d }
                              - { name: /e, withDecryption: perhaps, ttl: 1 }
                              - /f
                              - { name: /g, as: /f }
                              - { name: /aws/reference/secretsmanager/h, withDecryption: false }
                            ttl: 5m
                        """,
                        "c.yaml:3:17: a parameter is read by its version or by a label, but both are given:"
                                + " version 3 and label live: leave one out",
                        "c.yaml:4:21: read the key \"lable\" (did you mean label?), expected one of name, as,"
                                + " ttl, required, version, label, withDecryption",
                        "c.yaml:5:30: read \"first\", expected a whole number, from 1 to 2147483647",
                        "c.yaml:6:9: no \"name:\" in this item, expected the name or ARN of a parameter",
                        "c.yaml:7:37: read \"perhaps\", expected false or true",
                        "c.yaml:7:51: read \"1\", expected a duration such as 10m, 30s or PT10M, from 60ms to"
                                + " 365d",
                        "c.yaml:9:17: read \"/f\", which line 8 serves already, expected each name once; give one"
                                + " of them \"as: other-name\"",
                        "c.yaml:10:17: a secret is read through Parameter Store with decryption only, but"
                                + " /aws/reference/secretsmanager/h is asked for without: leave"
                                + " withDecryption=false out",
                        "c.yaml:11:10: read a ttl of no path, expected it beside \"path:\", or in the map of a"
                                + " parameter"));
    }
}
