package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;

class RotationWatchTest {
    private final InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create();
    private final StandardEnvironment environment = new StandardEnvironment();
    private final AtomicInteger refreshes = new AtomicInteger();

    @BeforeEach
    void importSecret() {
        secrets.put("prod/db", "{\"password\":\"hunter2\"}");
        environment
                .getPropertySources()
                .addFirst(new SecretPropertySource(
                        Imports.of("secrets-cache:prod/db?prefix=db.", new ImportingDocument()), secrets));
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
    void look_newValueDoesNotFitItsType_logShowsNoValue() {
        Logger logger = (Logger) LoggerFactory.getLogger(RotationWatch.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
        secrets.put("prod/db", "{\"password\":\"hunter3\"}");

        watch(() -> Binder.get(environment).bind("db.password", Integer.class)).look();
        logger.detachAppender(log);
        logger.setLevel(null);

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).contains("db.password").doesNotContain("hunter");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    @Test
    void look_valueOfASourceThatNamesNone_doesNotEndTheTimer() {
        secrets.put("prod/db", "{\"password\":\"hunter3\"}");
        ConfigurationPropertySource nameless = name -> new ConfigurationProperty(name, "soon", null);

        RotationWatch watch = watch(() -> {
            refreshes.incrementAndGet();
            new Binder(nameless).bind("interval", Integer.class);
        });

        assertThatCode(watch::look).doesNotThrowAnyException();
        assertThat(refreshes).hasValue(1);
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
                .hasToString("secrets-cache:prod/db?prefix=db.");
    }

    private RotationWatch watch(Runnable refresh) {
        return new RotationWatch(environment, refresh, Duration.ZERO);
    }
}
