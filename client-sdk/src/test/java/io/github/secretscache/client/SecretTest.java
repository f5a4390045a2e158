package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretTest {
    private static final String JSON =
            "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\",\"port\":5432,\"tls\":true,\"hosts\":[\"a\", \"b\"],\"none\":null}";

    @Test
    void field_ofEachKind_isStringOrJsonText() {
        Secret secret = Secret.of("db", JSON);

        assertThat(secret.field("password")).isEqualTo("aDM4N3*!8TT");
        assertThat(secret.field("port")).isEqualTo("5432");
        assertThat(secret.field("tls")).isEqualTo("true");
        assertThat(secret.field("hosts")).isEqualTo("[\"a\", \"b\"]");
        assertThat(secret.fieldNames()).containsExactly("username", "password", "port", "tls", "hosts", "none");
    }

    @Test
    void field_missingOrNull_saysSoWithoutValues() {
        Secret secret = Secret.builder("db").text(JSON).versionId("v1").build();

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> secret.field("pasword"))
                .withMessage("Secret \"db\" (version v1) has no field \"pasword\" among its 6; check the spelling (case"
                        + " counts), or put the field into the secret.");
        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> secret.field("none"))
                .withMessageContaining("has null in its field \"none\"");
    }

    @Test
    void field_textThatIsNotAnObject_saysWhereWithoutQuoting() {
        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> Secret.of("db", "{\"password\":\"hunter2\",}").field("password"))
                .withMessageContaining("not a JSON object (a string is expected at offset 22)")
                .withMessageNotContaining("hunter2");
        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> Secret.of("db", "hunter2").fieldNames())
                .withMessageContaining("an object is expected at offset 0")
                .withMessageNotContaining("hunter2");
    }

    @Test
    void fieldNames_areUnmodifiable() {
        assertThatThrownBy(() -> Secret.of("db", JSON).fieldNames().remove("port"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void asBytes_isACopyInAndOut() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.of("key", bytes);
        bytes[0] = 9;
        secret.asBytes()[1] = 9;

        assertThat(secret.asBytes()).containsExactly(1, 2, 3);
        assertThat(Secret.of("db", "ü").asBytes()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void age_movesWithTheClockAndNeverBelowZero() {
        FakeClock clock = new FakeClock();
        Secret secret = Secret.builder("db")
                .text("x")
                .clock(clock)
                .fetchedAt(clock.instant().minusSeconds(5))
                .timeToLive(Duration.ofSeconds(10))
                .build();

        assertThat(secret.age()).isEqualTo(Duration.ofSeconds(5));
        assertThat(secret.isStale()).isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertThat(secret.isStale()).isTrue();
        clock.advance(Duration.ofHours(-1));
        assertThat(secret.age()).isZero();
    }

    @Test
    void of_defaults_areCurrentAndNeverStale() {
        FakeClock clock = new FakeClock();
        Secret secret = Secret.builder("db").text("x").clock(clock).build();
        clock.advance(Duration.ofDays(999));

        assertThat(secret.isStale()).isFalse();
        assertThat(secret.versionStages()).isEqualTo(List.of("AWSCURRENT"));
        assertThat(secret.versionId()).isEmpty();
    }

    @Test
    void build_timeToLiveOfAnyLength_isKeptTo() {
        FakeClock clock = new FakeClock();
        Secret shortest = Secret.builder("db")
                .text("x")
                .clock(clock)
                .timeToLive(Duration.ofNanos(1))
                .build();
        Secret longest = Secret.builder("db")
                .text("x")
                .clock(clock)
                .timeToLive(ChronoUnit.FOREVER.getDuration())
                .build();
        clock.advance(Duration.ofMillis(1));

        assertThat(shortest.isStale()).isTrue();
        assertThat(longest.isStale()).isFalse();
    }

    @Test
    void build_withoutValueOrWithZeroTimeToLive_isRefused() {
        assertThatThrownBy(() -> Secret.builder("db").build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("text(...)");
        assertThatThrownBy(() -> Secret.builder("db").timeToLive(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeToLive must be more than zero, but is PT0S");
    }
}
