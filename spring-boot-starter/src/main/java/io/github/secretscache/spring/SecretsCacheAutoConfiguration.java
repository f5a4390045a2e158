package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.spring.SecretsCacheProperties.Mode;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
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
    @ConditionalOnMissingBean(SecretsCacheClient.class)
    CountingClient secretsCacheClient(SecretsCacheProperties settings) {
        SecretsCacheClient client = settings.client();
        return new CountingClient(client, settings.mode() == Mode.EMBEDDED ? EmbeddedClients.hold(settings) : () -> {});
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {
        @Bean
        MeterBinder secretsCacheMetrics(ObjectProvider<CountingClient> client) {
            // The application's own clients may count by themselves.
            return registry -> client.ifAvailable(counting -> new ClientMetrics(counting).bindTo(registry));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ContextRefresher.class)
    static class Refresh {
        @Bean
        @ConditionalOnBean(ContextRefresher.class)
        RotationWatch secretsCacheRotationWatch(
                ConfigurableEnvironment environment, ContextRefresher refresher, SecretsCacheProperties settings) {
            return new RotationWatch(environment, refresher::refresh, settings.refreshInterval());
        }
    }
}
