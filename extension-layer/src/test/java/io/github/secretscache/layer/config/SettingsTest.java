package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Problems problems = new Problems();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void read_nothingSet_givesDefaults() {
        Settings settings = read("");

        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).isEmpty();
        assertThat(settings.get(Setting.TTL)).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.get(Setting.STALE_WHILE_REVALIDATE)).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.get(Setting.STALE_IF_ERROR)).isEqualTo(Duration.ofHours(1));
        assertThat(settings.get(Setting.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.get(Setting.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.get(Setting.WARM_UP_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.get(Setting.MAX_BYTES)).isEqualTo(8L << 20);
        assertThat(settings.get(Setting.MAX_CONCURRENT_FETCHES)).isEqualTo(8);
        assertThat(settings.get(Setting.REQUIRE_TOKEN)).isFalse();
        assertThat(settings.get(Setting.MAX_CONNECTIONS)).isEqualTo(400);
        assertThat(settings.allow()).isNull();
        assertThat(settings.get(Setting.AWS_PROFILE)).isEqualTo(AwsProfile.AGENT);
        assertThat(settings.effective()).allMatch(EffectiveSetting::isDefault);
    }

    @ParameterizedTest
    @CsvSource({
        "10, PT10M",
        "0.5, PT30S",
        "1, PT1M",
        "0, PT0S",
        "0.0, PT0S",
        "1.5, PT1M30S",
        "' 5 ', PT5M",
        "525600, P365D",
        "0.001, PT0.06S",
        "000010, PT10M"
    })
    void cacheTimeout_numberOfMinutes_isTheTtl(String text, Duration ttl) {
        environment.put("CACHE_TIMEOUT", text);

        assertThat(read("").get(Setting.TTL)).isEqualTo(ttl);
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "-1",
                "NaN",
                "Infinity",
                "1e3",
                "10m",
                "1,5",
                "0x10",
                "5d",
                "0.0000001",
                "525601",
                "1.",
                ".5",
                "999999999999999999999",
                "+5",
                "1_000",
                "٣"
            })
    void cacheTimeout_anythingElse_isAProblem(String text) {
        environment.put("CACHE_TIMEOUT", text);

        read("");

        assertThat(problems.lines())
                .containsExactly("CACHE_TIMEOUT: read \"" + text + "\", expected a number of minutes such as 10 or 0.5,"
                        + " from 0.001 to 525600, or 0 (caching off)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void cacheTimeout_blank_countsAsNotSet(String text) {
        environment.put("CACHE_TIMEOUT", text);

        assertThat(read("").get(Setting.TTL)).isEqualTo(Duration.ofMinutes(10));
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10m, PT10M",
        "30s, PT30S",
        "1h, PT1H",
        "500ms, PT0.5S",
        "2d, P2D",
        "PT10M, PT10M",
        "pt1h30m, PT1H30M",
        "0, PT0S"
    })
    void ttlInFile_duration_isTheTtl(String text, Duration ttl) {
        assertThat(read("cache: { ttl: " + text + " }").get(Setting.TTL)).isEqualTo(ttl);
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "10 m", "10min", "-10m", "PT-10M", "ten", "PTXM", "m", "1.5h", "366d", "1ms"})
    void ttlInFile_anythingElse_isAProblem(String text) {
        read("cache: { ttl: " + text + " }");

        assertThat(problems.lines())
                .containsExactly("c.yaml:1:15: read \"" + text + "\", expected a duration such as 10m, 30s or PT10M,"
                        + " from 60ms to 365d, or 0 (caching off)");
    }

    @ParameterizedTest
    @CsvSource({"8MiB, 8388608", "512KiB, 524288", "65536, 65536", "65536B, 65536", "1GiB, 1073741824"})
    void maxBytes_size_isRead(String text, long bytes) {
        environment.put("SECRETS_CACHE_MAX_BYTES", text);

        assertThat(read("").get(Setting.MAX_BYTES)).isEqualTo(bytes);
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8MB", "8 MiB", "1KiB", "2GiB", "-1", "many", "MiB"})
    void maxBytes_anythingElse_isAProblem(String text) {
        environment.put("SECRETS_CACHE_MAX_BYTES", text);

        read("");

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_MAX_BYTES: read \"" + text
                        + "\", expected a size such as 8MiB or 512KiB," + " from 64KiB to 1GiB");
    }

    @Test
    void precedence_environmentOverFileOverAwsOverDefault() {
        environment.put("SECRETS_MANAGER_TTL", "120");
        assertThat(read("").get(Setting.TTL)).isEqualTo(Duration.ofMinutes(2));
        assertThat(read("cache: { ttl: 3m }").get(Setting.TTL)).isEqualTo(Duration.ofMinutes(3));
        environment.put("CACHE_TIMEOUT", "4");
        Settings settings = read("cache: { ttl: 3m }");
        assertThat(settings.get(Setting.TTL)).isEqualTo(Duration.ofMinutes(4));
        assertThat(settings.effective()).contains(new EffectiveSetting("cache.ttl", "4m", "CACHE_TIMEOUT"));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void sources_areNamed() {
        environment.put("SECRETS_CACHE_STALE_IF_ERROR", "2h");

        assertThat(read("cache:\n  requestTimeout: 3s\n").effective())
                .contains(
                        new EffectiveSetting("cache.staleIfError", "2h", "SECRETS_CACHE_STALE_IF_ERROR"),
                        new EffectiveSetting("cache.requestTimeout", "3s", "c.yaml:2:19"),
                        new EffectiveSetting("cache.connectTimeout", "1s", "default"));
    }

    @Test
    void allProblems_areReportedAtOnce() {
        environment.put("CACHE_TIMEOUT", "abc");
        environment.put("SECRETS_CACHE_MAX_CONCURRENT_FETCHES", "0");

        read("cache: { staleIfError: soon, warmUpTimeout: 9s, requestTimeout: [] }\nsevrer: {}\n");

        assertThat(problems.lines())
                .containsExactly(
                        "c.yaml:2:1: read the key \"sevrer\" (did you mean server?), expected one of SecretManagers,"
                                + " Parameters, cache, server, environment",
                        "CACHE_TIMEOUT: read \"abc\", expected a number of minutes such as 10 or 0.5, from 0.001 to"
                                + " 525600, or 0 (caching off)",
                        "c.yaml:1:24: read \"soon\", expected a duration such as 10m, 30s or PT10M, from 0 to 365d",
                        "c.yaml:1:65: read a list, expected a duration such as 10m, 30s or PT10M, from 100ms to 15m",
                        "c.yaml:1:45: read \"9s\", expected a duration such as 10m, 30s or PT10M, from 0 to 8s",
                        "SECRETS_CACHE_MAX_CONCURRENT_FETCHES: read \"0\", expected a whole number, from 1 to 64");
    }

    @Test
    void staleWhileRevalidate_default_followsTtlAndStaleIfError() {
        assertThat(read("cache: { ttl: 1m }").get(Setting.STALE_WHILE_REVALIDATE))
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(read("cache: { staleIfError: 5s }").get(Setting.STALE_WHILE_REVALIDATE))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(read("cache: { ttl: 0 }").get(Setting.STALE_WHILE_REVALIDATE))
                .isEqualTo(Duration.ZERO);
    }

    @Test
    void staleWhileRevalidate_longerThanStaleIfError_isAProblem() {
        read("cache: { staleWhileRevalidate: 2h }");

        assertThat(problems.lines())
                .containsExactly("c.yaml:1:32: read \"2h\", expected no more than cache.staleIfError, which is 1h"
                        + " (default)");
    }

    @ParameterizedTest
    @CsvSource({
        "PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED, FALSE, PT0S",
        "PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED, true, PT5M",
        "PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE, 0, PT0S",
        "PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE, 500, PT5M"
    })
    void awsVariables_canTurnCachingOff(String variable, String value, Duration ttl) {
        environment.put("SECRETS_MANAGER_TTL", "300");
        environment.put(variable, value);

        assertThat(read("").get(Setting.TTL)).isEqualTo(ttl);
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void awsVariables_mapToOurSettings() {
        environment.put("PARAMETERS_SECRETS_EXTENSION_MAX_CONNECTIONS", "1000");
        environment.put("SECRETS_MANAGER_TIMEOUT_MILLIS", "2500");

        Settings settings = read("");

        assertThat(settings.get(Setting.MAX_CONCURRENT_FETCHES)).isEqualTo(64);
        assertThat(settings.get(Setting.REQUEST_TIMEOUT)).isEqualTo(Duration.ofMillis(2_500));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void awsTimeout_zeroMeansOurDefault() {
        environment.put("SECRETS_MANAGER_TIMEOUT_MILLIS", "0");

        assertThat(read("").get(Setting.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(4));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void awsVariables_withoutEffect_areSaid() {
        environment.put("PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE", "1000");

        read("");

        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices())
                .containsExactly(
                        "PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE: has no effect: the cache is bounded by bytes, see"
                                + " SECRETS_CACHE_MAX_BYTES");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, PT10M, default",
                "-, 60, -, PT1M, SSM_PARAMETER_STORE_TTL",
                // AWS's extension takes no more than 300 s.
                "-, 3600, -, PT1H, SSM_PARAMETER_STORE_TTL",
                "-, 0, -, PT0S, SSM_PARAMETER_STORE_TTL",
                "-, 60, 30s, PT30S, SECRETS_CACHE_PARAMETER_TTL",
                "5, 60, -, PT5M, CACHE_TIMEOUT",
                "5, -, 30s, PT30S, SECRETS_CACHE_PARAMETER_TTL",
            })
    void parameterTtl_isItsOwn_elseThatOfSecretsIfOurs_elseAws(
            String timeout, String aws, String own, Duration ttl, String source) {
        put("CACHE_TIMEOUT", timeout);
        put("SSM_PARAMETER_STORE_TTL", aws);
        put("SECRETS_CACHE_PARAMETER_TTL", own);
        // For AWS's extension it says nothing of parameters.
        environment.put("SECRETS_MANAGER_TTL", "7");

        assertThat(read("").value(Setting.PARAMETER_TTL)).isEqualTo(new ConfigValue<>(ttl, source));
        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void parameterTtl_ofTheFile_isThatOfSecretsUnlessItHasItsOwn() {
        environment.put("SSM_PARAMETER_STORE_TTL", "60");

        assertThat(read("cache: { ttl: 30s }").value(Setting.PARAMETER_TTL))
                .isEqualTo(new ConfigValue<>(Duration.ofSeconds(30), "c.yaml:1:15"));
        assertThat(read("cache: { ttl: 30s, parameterTtl: 0 }").value(Setting.PARAMETER_TTL))
                .isEqualTo(new ConfigValue<>(Duration.ZERO, "c.yaml:1:34"));
    }

    @Test
    void parameterTtl_malformed_isOneProblem() {
        environment.put("SSM_PARAMETER_STORE_TTL", "5m");
        environment.put("CACHE_TIMEOUT", "ten");

        read("");

        // The one of AWS does not count where ours is set.
        assertThat(problems.lines()).singleElement().asString().startsWith("CACHE_TIMEOUT: read \"ten\"");

        environment.remove("CACHE_TIMEOUT");
        read("");
        assertThat(problems.lines())
                .last()
                .isEqualTo(
                        "SSM_PARAMETER_STORE_TTL: read \"5m\", expected a whole number of seconds, from 1 to 31536000,"
                                + " or 0 (caching off)");
    }

    @ParameterizedTest
    @CsvSource({"PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED, false", "PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE, 0"})
    void awsVariables_turnCachingOfParametersOffToo(String variable, String value) {
        environment.put("SSM_PARAMETER_STORE_TTL", "300");
        environment.put(variable, value);

        assertThat(read("").value(Setting.PARAMETER_TTL)).isEqualTo(new ConfigValue<>(Duration.ZERO, variable));
        assertThat(read("cache: { parameterTtl: 1m }").get(Setting.PARAMETER_TTL))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, PT4S, default",
                "-, 2500, PT2.5S, SSM_PARAMETER_STORE_TIMEOUT_MILLIS",
                "-, 0, PT4S, default",
                "3s, 2500, PT3S, SECRETS_CACHE_REQUEST_TIMEOUT",
            })
    void parameterRequestTimeout_isThatOfSecretsIfOurs_elseAws(
            String ours, String aws, Duration timeout, String source) {
        put("SECRETS_CACHE_REQUEST_TIMEOUT", ours);
        put("SSM_PARAMETER_STORE_TIMEOUT_MILLIS", aws);
        environment.put("SECRETS_MANAGER_TIMEOUT_MILLIS", "1500");

        assertThat(read("").value(Setting.PARAMETER_REQUEST_TIMEOUT)).isEqualTo(new ConfigValue<>(timeout, source));
        assertThat(problems.lines()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters:/app/*", "Parameter:/app/*", "parameter:"})
    void allow_nearlyAParameter_isAProblem(String pattern) {
        environment.put("SECRETS_CACHE_ALLOW", "prod/*," + pattern);

        read("");

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_ALLOW: read \"" + pattern
                        + "\", expected \"parameter:\" and a name of a" + " parameter, such as parameter:/app/*");
    }

    @Test
    void allow_parametersInTheFile_areRead() {
        assertThat(read("server: { allow: [prod/*, parameter:/app/*, 'arn:aws:secretsmanager:*'] }")
                        .allow())
                .containsExactly("prod/*", "parameter:/app/*", "arn:aws:secretsmanager:*");
        assertThat(problems.lines()).isEmpty();
    }

    private void put(String variable, String value) {
        if (value != null) {
            environment.put(variable, value);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SECRETS_CACHE_PROT, ' (did you mean SECRETS_CACHE_PORT?)'",
        "SECRETS_CACHE_TIMEOUT, ' (did you mean CACHE_TIMEOUT?)'",
        "PARAMETERS_SECRETS_EXTENSION_LOGLEVEL, ' (did you mean PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL?)'",
        "secrets_cache_port, ' (did you mean SECRETS_CACHE_PORT?)'",
        "SECRETS_CACHE_SOMETHING_ELSE_ENTIRELY_DIFFERENT, ''"
    })
    void unknownVariableOfOurs_isANotice(String variable, String suggestion) {
        environment.put(variable, "1");

        read("");

        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).containsExactly(variable + ": unknown, has no effect" + suggestion);
    }

    @Test
    void knownVariables_areNoNotices() {
        for (Setting<?> setting : Setting.ALL) {
            environment.put(setting.variable(), "");
            if (setting.awsVariable() != null) {
                environment.put(setting.awsVariable().name(), "");
            }
        }
        for (String variable : List.of("CACHE_ENABLED", "CACHE_SIZE")) {
            environment.put("PARAMETERS_SECRETS_EXTENSION_" + variable, "");
        }
        for (String variable : List.of("CONFIG", "ALLOW", "TOKEN", "JAVA_OPTIONS")) {
            environment.put("SECRETS_CACHE_" + variable, "");
        }

        read("");

        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void server_everyKey_isRead() {
        Settings settings = read(
                "server: { requireToken: true, maxConnections: 10, allow: [prod/*, db], awsProfile:" + " extension }");

        assertThat(problems.lines()).isEmpty();
        assertThat(settings.value(Setting.REQUIRE_TOKEN)).isEqualTo(new ConfigValue<>(true, "c.yaml:1:25"));
        assertThat(settings.get(Setting.MAX_CONNECTIONS)).isEqualTo(10);
        assertThat(settings.allow()).containsExactly("prod/*", "db");
        assertThat(settings.get(Setting.AWS_PROFILE)).isEqualTo(AwsProfile.EXTENSION);
    }

    @Test
    void allow_inTheEnvironment_hasCommas_andCountsBeforeTheFile() {
        environment.put("SECRETS_CACHE_ALLOW", "prod/*, db,");

        Settings settings = read("server: { allow: [other] }");

        assertThat(settings.allow()).containsExactly("prod/*", "db");
        assertThat(settings.effective())
                .contains(new EffectiveSetting("server.allow", "prod/*,db", "SECRETS_CACHE_ALLOW"));
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void forward_byDefault_isEverythingInLambdaAndNothingElsewhere() {
        assertThat(read("").forward()).isEmpty();
        environment.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001");
        assertThat(read("").forward()).containsExactly("*");
        assertThat(read("server: { forward: [] }").forward()).isEmpty();
    }

    @Test
    void forward_isReadFromTheFileAndFromTheEnvironment() {
        assertThat(read("server: { forward: [PutSecretValue, List*], forwardTimeout: 5s }")
                        .forward())
                .containsExactly("PutSecretValue", "List*");
        environment.put("SECRETS_CACHE_FORWARD", "CreateSecret");
        environment.put("SECRETS_CACHE_ENDPOINT_URL_STS", "http://localhost:4566");

        Settings settings = read("server: { forward: [PutSecretValue] }");

        assertThat(settings.forward()).containsExactly("CreateSecret");
        assertThat(settings.effective())
                .contains(new EffectiveSetting("server.forward", "CreateSecret", "SECRETS_CACHE_FORWARD"));
        assertThat(problems.lines()).isEmpty();
        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void forward_ofWhatIsNoOperation_isAProblem_andOneThatIsMisspelledAWarning() {
        read("server: { forward: [secretsmanager:PutSecretValue, PutSecretValues] }");

        assertThat(problems.lines())
                .containsExactly("c.yaml:1:21: read \"secretsmanager:PutSecretValue\", expected an operation such as"
                        + " PutSecretValue, in which * stands for any letters");
        assertThat(problems.notices())
                .containsExactly("c.yaml:1:52: unknown operation \"PutSecretValues\" (did you mean PutSecretValue?)");
    }

    @Test
    void allow_ofCommasOnly_isAProblem() {
        environment.put("SECRETS_CACHE_ALLOW", " , ");

        read("");

        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_ALLOW: read \",\", expected names such as prod/*,parameter:/app/*");
    }

    @Test
    void allow_emptyList_allowsNothing() {
        assertThat(read("server: { allow: [] }").allow()).isEmpty();
        assertThat(problems.lines()).isEmpty();
    }

    @Test
    void allow_notAList_isAProblem() {
        read("server: { allow: prod }");

        assertThat(problems.lines())
                .containsExactly(
                        "c.yaml:1:18: read \"prod\", expected a list of names such as [prod/*, parameter:/app/*]");
    }

    @Test
    void found_neverHoldsTheToken() {
        environment.put("SECRETS_CACHE_TOKEN", "hunter2hunter2hunter2");

        assertThat(read("").toString()).doesNotContain("hunter2hunter2hunter2");
    }

    private Settings read(String yaml) {
        return Settings.read(new Environment(environment), ConfigFileReader.parse("c.yaml", yaml, problems), problems);
    }
}
