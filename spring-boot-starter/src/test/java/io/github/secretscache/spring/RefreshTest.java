package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Real applications with spring-cloud-context, whose secrets change. */
@Timeout(120)
class RefreshTest {
    @RegisterExtension
    final SecretsCacheTestServer secrets =
            SecretsCacheTestServer.create(Duration.ZERO).put("prod/db", "{\"password\":\"one\"}");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        static class Login {
            private final String password;

            Login(String password) {
                this.password = password;
            }

            String password() {
                return password;
            }
        }

        @Bean
        @RefreshScope
        Login login(@Value("${db.password}") String password) {
            return new Login(password);
        }

        @Bean
        CountDownLatch refreshed() {
            return new CountDownLatch(1);
        }

        @Bean
        ApplicationListener<RefreshScopeRefreshedEvent> listener(CountDownLatch refreshed) {
            return event -> refreshed.countDown();
        }
    }

    /** Its own client knows no secret at all. */
    @Configuration(proxyBeanMethods = false)
    static class OwnClient extends Application {
        @Bean
        SecretsCacheClient own() {
            return InMemorySecretsCacheClient.create();
        }
    }

    /** Its first refresh fails after the environment has the new values. */
    @Configuration(proxyBeanMethods = false)
    static class FailingOnce extends Application {
        @Bean
        ApplicationListener<EnvironmentChangeEvent> failingOnce() {
            AtomicInteger calls = new AtomicInteger();
            return event -> {
                if (calls.getAndIncrement() == 0) {
                    throw new IllegalStateException("the first refresh fails");
                }
            };
        }
    }

    @Test
    void refreshScope_secretRotated_beanHasTheNewValue() throws InterruptedException {
        assertFollowsRotation(Application.class);
    }

    @Test
    void refreshScope_applicationHasItsOwnClient_followsTheSecretsOfTheImports() throws InterruptedException {
        assertFollowsRotation(OwnClient.class);
    }

    @Test
    void refreshScope_refreshFailsHalfway_isRefreshedAgain() throws InterruptedException {
        assertFollowsRotation(FailingOnce.class);
    }

    @Test
    void refresh_oneSecretOutOfReach_keepsItsValueAndTakesTheOthers() throws InterruptedException {
        secrets.put("prod/a", "{\"a\":\"one\"}").put("prod/b", "{\"b\":\"one\"}");
        try (ConfigurableApplicationContext context =
                run(Application.class, ",secrets-cache:prod/a,optional:secrets-cache:prod/b")) {
            secrets.fail("prod/b", SecretFailure.UNAVAILABLE);
            secrets.put("prod/a", "{\"a\":\"two\"}");

            context.getBean(CountDownLatch.class).await();

            assertThat(context.getEnvironment().getProperty("a")).isEqualTo("two");
            assertThat(context.getEnvironment().getProperty("b")).isEqualTo("one");
        }
    }

    @Test
    void context_closed_endsTheThread() throws InterruptedException {
        Thread timer;
        try (ConfigurableApplicationContext context = run(Application.class, "")) {
            assertThat(context.isRunning()).isTrue();
            timer = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("secrets-cache-refresh"))
                    .findAny()
                    .orElseThrow();
            assertThat(timer.isDaemon()).isTrue();
        }
        timer.join();
    }

    private void assertFollowsRotation(Class<? extends Application> application) throws InterruptedException {
        try (ConfigurableApplicationContext context = run(application, "")) {
            assertThat(context.getBean(Application.Login.class).password()).isEqualTo("one");

            secrets.put("prod/db", "{\"password\":\"two\"}");
            context.getBean(CountDownLatch.class).await();

            assertThat(context.getBean(Application.Login.class).password()).isEqualTo("two");
            assertThat(context.getEnvironment().getProperty("db.password")).isEqualTo("two");
        }
    }

    private ConfigurableApplicationContext run(Class<?> application, String moreImports) {
        return TestApplication.run(
                application,
                secrets,
                "--spring.config.import=secrets-cache:prod/db?prefix=db." + moreImports,
                "--secrets-cache.call-timeout=1s",
                "--secrets-cache.refresh-interval=20ms");
    }
}
