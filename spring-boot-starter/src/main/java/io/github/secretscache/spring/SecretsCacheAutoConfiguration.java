package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The client as a bean, its metrics if Micrometer is on the class path, and the refresh if spring-cloud-context is. */
@AutoConfiguration(afterName = "org.springframework.cloud.autoconfigure.RefreshAutoConfiguration")
@EnableConfigurationProperties(SecretsCacheProperties.class)
class SecretsCacheAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    SecretsCacheClient secretsCacheClient(SecretsCacheProperties settings) {
        return new CountingClient(settings.client());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {
        @Bean
        MeterBinder secretsCacheMetrics(SecretsCacheClient client) {
            // The application's own client may count by itself.
            return client instanceof CountingClient counting ? new ClientMetrics(counting) : registry -> {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ContextRefresher.class)
    static class Refresh {
        @Bean
        @ConditionalOnBean(ContextRefresher.class)
        RotationWatch secretsCacheRotationWatch(
                SecretsCacheClient client,
                ConfigurableEnvironment environment,
                ContextRefresher refresher,
                SecretsCacheProperties settings) {
            return new RotationWatch(client, environment, refresher::refresh, settings.refreshInterval());
        }
    }
}
