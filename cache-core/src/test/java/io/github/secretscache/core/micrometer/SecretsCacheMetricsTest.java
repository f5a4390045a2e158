package io.github.secretscache.core.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SecretsCacheMetricsTest {
    private final FakeClock clock = new FakeClock();
    private final FakeSecretSource source = new FakeSecretSource();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SecretsCache cache = SecretsCache.builder()
            .source(source)
            .clock(clock)
            .ttl(Duration.ofMinutes(10))
            .staleWhileRevalidate(Duration.ofMinutes(10))
            .build();

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void meters_afterReads_countThem() {
        SecretsCacheMetrics.of(cache, "secrets", Tags.of("app", "shop")).bindTo(registry);
        source.put("db", "hunter2");
        cache.get("db");
        cache.get("db");
        assertThatThrownBy(() -> cache.get("gone")).isNotNull();

        assertThat(registry.get("cache.gets")
                        .tags("cache", "secrets", "app", "shop", "result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cache.gets")
                        .tag("result", "miss")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("cache.load")
                        .tag("result", "success")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cache.load")
                        .tag("result", "failure")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("cache.load.duration").functionTimer().count()).isEqualTo(2);
        assertThat(registry.get("cache.size").gauge().value()).isEqualTo(1);
        assertThat(registry.get("cache.bytes").gauge().value()).isPositive();
        assertThat(registry.get("cache.puts").functionCounter().count()).isEqualTo(1);
        assertThat(registry.get("cache.evictions").functionCounter().count()).isZero();
    }

    @Test
    void meters_staleRead_isAHitAndCountedApart() {
        SecretsCacheMetrics.of(cache, "secrets", Tags.empty()).bindTo(registry);
        source.put("db", "hunter2");
        cache.get("db");
        source.gate().close();
        clock.advance(Duration.ofMinutes(11));
        assertThat(cache.get(SecretId.of("db")).isStale()).isTrue();

        assertThat(registry.get("cache.gets.stale").functionCounter().count()).isEqualTo(1);
        assertThat(registry.get("cache.gets")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        source.gate().open();
    }

    @Test
    void meters_nameNoSecret() {
        SecretsCacheMetrics.of(cache, "secrets", Tags.empty()).bindTo(registry);
        source.put("prod/db", "hunter2");
        cache.get("prod/db");

        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .allSatisfy(id -> assertThat(id.toString()).doesNotContain("prod/db", "hunter2"));
    }
}
