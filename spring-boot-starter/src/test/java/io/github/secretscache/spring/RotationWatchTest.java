package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.core.env.StandardEnvironment;

class RotationWatchTest {
    private final InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create();
    private final StandardEnvironment environment = new StandardEnvironment();
    private final AtomicInteger refreshes = new AtomicInteger();

    @BeforeEach
    void importSecret() {
        secrets.put("prod/db", "{\"password\":\"hunter2\"}");
        SecretsCacheProperties settings = new SecretsCacheProperties(
                SecretsCacheProperties.Mode.SERVER, null, null, null, null, null, null, null, List.of(), Duration.ZERO);
        SecretImport origin = SecretImport.of(
                ConfigDataLocation.of("secrets-cache:prod/db?prefix=db."), settings, new ImportingDocument());
        environment
                .getPropertySources()
                .addFirst(
                        new SecretPropertySource(origin, SecretProperties.of(secrets.get("prod/db"), origin.prefix())));
    }

    @Test
    void look_sameValue_refreshesNothing() {
        secrets.put("prod/db", "{\"password\":\"hunter2\"}");

        watch(refreshes::incrementAndGet).look();

        assertThat(refreshes).hasValue(0);
    }

    @Test
    void look_newValue_refreshes() {
        secrets.put("prod/db", "{\"password\":\"hunter3\"}");

        watch(refreshes::incrementAndGet).look();

        assertThat(refreshes).hasValue(1);
    }

    @Test
    void look_secretOutOfReachOrRefreshFails_isTriedAgain() {
        secrets.fail("prod/db", SecretFailure.UNAVAILABLE);
        watch(refreshes::incrementAndGet).look();
        assertThat(refreshes).hasValue(0);

        secrets.recover("prod/db").put("prod/db", "{\"password\":\"hunter3\"}");
        RotationWatch failing = watch(() -> {
            refreshes.incrementAndGet();
            throw new IllegalStateException("a bean cannot be made anew");
        });
        assertThatCode(failing::look).doesNotThrowAnyException();
        assertThatCode(failing::look).doesNotThrowAnyException();
        assertThat(refreshes).hasValue(2);
    }

    @Test
    void start_intervalZero_looksNever() {
        RotationWatch watch = watch(refreshes::incrementAndGet);

        watch.start();

        assertThat(watch.isRunning()).isFalse();
    }

    @Test
    void toString_environment_showsNoValue() {
        assertThat(environment.getPropertySources().toString()).doesNotContain("hunter");
        assertThat(environment.getPropertySources().iterator().next().getSource())
                .hasToString("SecretProperties[secret=prod/db, names=[db.password]]");
    }

    private RotationWatch watch(Runnable refresh) {
        return new RotationWatch(secrets, environment, refresh, Duration.ZERO);
    }
}
