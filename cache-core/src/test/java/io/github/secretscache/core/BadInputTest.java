package io.github.secretscache.core;

import static io.github.secretscache.core.Fixture.DB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake is an error at the call that made it, says what was received and expected, and the cache goes on. */
@Timeout(60)
class BadInputTest {
    private static final String LONG_NAME = "n".repeat(2_049);

    private final Fixture fixture = new Fixture();

    @AfterEach
    void goesOn() {
        assertThat(fixture.read()).isEqualTo("one");
        fixture.close();
    }

    static Stream<Arguments> badNames() {
        return Stream.of(
                Arguments.of("", "secret name must have 1 to 2048 characters, but has 0"),
                Arguments.of(
                        LONG_NAME, "secret name must have 1 to 2048 characters, but has 2049: " + "n".repeat(80) + "…"),
                Arguments.of("  ", "secret name must not be blank or hold a control character, but is:   "),
                Arguments.of("a\nb", "secret name must not be blank or hold a control character, but is: a?b"));
    }

    @ParameterizedTest
    @MethodSource("badNames")
    void get_nameThatCannotBeOne_saysSo(String name, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.cache.get(name))
                .withMessage(message);
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.cache.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:s3:::bucket",
                "arn:aws:ssm:eu-west-1:123456789012:parameter/db",
                "arn:aws:secretsmanager:eu-west-1:123456789012:db",
                "arn:aws:secretsmanager:eu-west-1:12345:secret:db",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:",
                "arn:"
            })
    void get_arnOfSomethingElse_saysSo(String arn) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fixture.cache.get(arn))
                .withMessage("an ARN given as a secret name must be one of Secrets Manager, such as"
                        + " arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf, but is: " + arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db",
                "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:rds!db-1-AbCdEf",
                "arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:a+b=c,.@_-d"
            })
    void secretId_arnOfASecret_isTaken(String arn) {
        assertThat(SecretId.of(arn).name()).isEqualTo(arn);
    }

    @Test
    void secretId_stageOrVersionThatCannotBeOne_saysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DB.atStage(""))
                .withMessage("versionStage must have 1 to 256 characters, but has 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DB.atStage("s".repeat(257)))
                .withMessageStartingWith("versionStage must have 1 to 256 characters, but has 257");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DB.atVersion("v1"))
                .withMessage("versionId must have 32 to 64 characters, but has 2: v1");
        assertThatIllegalArgumentException().isThrownBy(() -> DB.inGroup(" "));
    }

    static Stream<Arguments> durations() {
        List<Duration> absurd = List.of(Duration.ofMillis(-1), Duration.ofNanos(1), Duration.ofSeconds(Long.MAX_VALUE));
        return absurd.stream()
                .flatMap(value -> Stream.of(
                        setter("ttl", value, SecretsCacheBuilder::ttl),
                        setter("staleWhileRevalidate", value, SecretsCacheBuilder::staleWhileRevalidate),
                        setter("staleIfError", value, SecretsCacheBuilder::staleIfError),
                        setter("requestTimeout", value, SecretsCacheBuilder::requestTimeout)));
    }

    private static Arguments setter(
            String property, Duration value, BiFunction<SecretsCacheBuilder, Duration, SecretsCacheBuilder> setter) {
        return Arguments.of(property, value, setter);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("durations")
    void builder_durationThatMakesNoSense_namesPropertyRequirementAndValue(
            String property, Duration value, BiFunction<SecretsCacheBuilder, Duration, SecretsCacheBuilder> setter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.apply(SecretsCache.builder(), value))
                .withMessageMatching(property + " must be (0 or 1 ms to 365 days|1 ms to 1 h), but is: " + value);
        assertThatNullPointerException()
                .isThrownBy(() -> setter.apply(SecretsCache.builder(), null))
                .withMessage(property);
    }

    @Test
    void builder_requestTimeoutOfZero_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().requestTimeout(Duration.ZERO))
                .withMessage("requestTimeout must be 1 ms to 1 h, but is: PT0S");
    }

    @Test
    void builder_numbersOutOfBounds_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().maxBytes(0))
                .withMessage("maxBytes must be 1 or more, but is: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().maxConcurrentFetches(1_001))
                .withMessage("maxConcurrentFetches must be 1 to 1000, but is: 1001");
    }

    @Test
    void build_staleIfErrorBelowStaleWhileRevalidate_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder()
                        .source(fixture.source)
                        .staleWhileRevalidate(Duration.ofSeconds(61))
                        .staleIfError(Duration.ofSeconds(60))
                        .build())
                .withMessage("staleIfError must be at least staleWhileRevalidate (PT1M1S), but is: PT1M");
    }

    @Test
    void secrets_ttlThatMakesNoSense_namesTheSecret() {
        ListedSecret bad = ListedSecret.of(DB).servedAs("db").withTtl(Duration.ofSeconds(-1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().secrets(List.of(bad)))
                .withMessage("ttl of secret db must be 0 or 1 ms to 365 days, but is: PT-1S");
    }

    @Test
    void secrets_oneSecretWithTwoTtls_isRefused() {
        ListedSecret one = ListedSecret.of(DB).servedAs("a").withTtl(Duration.ofMinutes(1));
        ListedSecret other = ListedSecret.of(DB).servedAs("b").withTtl(Duration.ofMinutes(2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().secrets(List.of(one, other)))
                .withMessageStartingWith("a secret must have one ttl, but ");
    }

    @Test
    void secrets_servedNameThatCannotBeRead_isRefused() {
        ListedSecret blank = ListedSecret.of(DB).servedAs(" ");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SecretsCache.builder().secrets(List.of(blank)));
    }

    @Test
    void calls_null_areRefusedByName() {
        assertThatNullPointerException()
                .isThrownBy(() -> fixture.cache.get((SecretId) null))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> fixture.cache.getIfCached(null))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> fixture.cache.getAsync(null))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> fixture.cache.refresh(null))
                .withMessage("id");
        assertThatNullPointerException().isThrownBy(() -> SecretId.of(null)).withMessage("name");
    }
}
