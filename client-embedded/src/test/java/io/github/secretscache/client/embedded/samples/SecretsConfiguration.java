package io.github.secretscache.client.embedded.samples;

import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.micrometer.SecretsCacheMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class SecretsConfiguration {
    /** Closed by Spring with the application. */
    @Bean
    SecretsCache secretsCache() {
        return SecretsCache.builder()
                .ttl(Duration.ofMinutes(5))
                .secrets(List.of(ListedSecret.of(SecretId.of("prod/db")), ListedSecret.of(SecretId.of("prod/api-key"))))
                .refreshInBackground()
                .build();
    }

    @Bean
    EmbeddedSecretsCacheClient secrets(SecretsCache cache) {
        return EmbeddedSecretsCacheClient.builder().cache(cache).build();
    }

    @Bean
    MeterBinder secretsMetrics(SecretsCache cache) {
        return SecretsCacheMetrics.of(cache, "secrets", Tags.empty());
    }
}
