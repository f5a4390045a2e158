package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretValue.Description;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Parameters may have a ttl and a time limit of their own, as with AWS's extension. */
@Timeout(60)
class ParameterLimitsTest {
    private static final SecretId PARAMETER = SecretId.parameter("/app/db");

    private final FakeClock clock = new FakeClock();
    private final FakeSecretSource source = new FakeSecretSource();
    private final SecretsCacheBuilder builder =
            SecretsCache.builder().source(source).clock(clock).ttl(Duration.ofMinutes(10));

    ParameterLimitsTest() {
        source.put("secret", "s");
        source.script(
                "/app/db",
                id -> SecretValue.ofText(
                        Description.ofParameter(
                                "arn:aws:ssm:eu-west-1:123456789012:parameter/app/db", "/app/db", 1, "String"),
                        "p"));
    }

    private static void read(SecretsCache cache) {
        cache.get("secret");
        cache.get(PARAMETER);
    }

    @Test
    void ttl_isThatOfSecretsByDefault() {
        try (SecretsCache cache = builder.build()) {
            assertThat(cache.get(PARAMETER).ttl()).isEqualTo(cache.get("secret").ttl());
        }
    }

    @Test
    void parameterTtl_isOfParametersAlone() {
        try (SecretsCache cache = builder.parameterTtl(Duration.ofMinutes(1)).build()) {
            read(cache);
            clock.advance(Duration.ofMinutes(2));
            read(cache);

            assertThat(source.calls("secret")).isEqualTo(1);
            assertThat(source.calls("/app/db")).isEqualTo(2);
        }
    }

    @Test
    void parameterTtl_longerThanThatOfSecrets_counts() {
        try (SecretsCache cache = builder.parameterTtl(Duration.ofHours(1)).build()) {
            read(cache);
            clock.advance(Duration.ofMinutes(30));
            read(cache);

            assertThat(source.calls("secret")).isEqualTo(2);
            assertThat(source.calls("/app/db")).isEqualTo(1);
        }
    }

    @Test
    void parameterTtlOfZero_leavesSecretsCached() {
        try (SecretsCache cache = builder.parameterTtl(Duration.ZERO).build()) {
            read(cache);
            read(cache);

            assertThat(source.calls("secret")).isEqualTo(1);
            assertThat(source.calls("/app/db")).isEqualTo(2);
        }
    }

    @Test
    void ttlOfZero_leavesParametersCached() {
        try (SecretsCache cache =
                builder.ttl(Duration.ZERO).parameterTtl(Duration.ofMinutes(1)).build()) {
            read(cache);
            read(cache);

            assertThat(source.calls("secret")).isEqualTo(2);
            assertThat(source.calls("/app/db")).isEqualTo(1);
        }
    }

    @Test
    void parameterRequestTimeout_isOfParametersAlone() {
        try (SecretsCache cache = SecretsCache.builder()
                .source(source)
                .requestTimeout(Duration.ofSeconds(30))
                .parameterRequestTimeout(Duration.ofMillis(100))
                .build()) {
            source.gate().close("/app/db");

            assertThatThrownBy(() -> cache.get(PARAMETER))
                    .isInstanceOf(SecretFetchException.class)
                    .hasMessageContaining("no answer for parameter /app/db within the request timeout of 100 ms");
            source.gate().open();
        }
    }

    @Test
    void wrongValues_areNamed() {
        assertThatThrownBy(() -> builder.parameterTtl(Duration.ofDays(-1)))
                .hasMessageContaining("parameterTtl must be");
        assertThatThrownBy(() -> builder.parameterRequestTimeout(Duration.ZERO))
                .hasMessageContaining("parameterRequestTimeout must be");
    }
}
