package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;

/** Compares the imported secrets with the environment, and refreshes the application if one has changed. */
final class RotationWatch implements SmartLifecycle {
    private static final Log LOG = LogFactory.getLog(RotationWatch.class);

    private final ConfigurableEnvironment environment;
    private final Runnable refresh;
    private final Duration interval;
    /** Kept while the refresh fails, because the environment may have the new values already. */
    private final Set<String> changed = new LinkedHashSet<>();

    private @Nullable ScheduledExecutorService timer;

    /** @param interval between two checks; zero means never */
    RotationWatch(ConfigurableEnvironment environment, Runnable refresh, Duration interval) {
        this.environment = environment;
        this.refresh = refresh;
        this.interval = interval;
    }

    @Override
    public synchronized void start() {
        if (timer != null || interval.isZero() || imports().isEmpty()) {
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "secrets-cache-refresh");
            thread.setDaemon(true);
            return thread;
        });
        long millis = Math.max(1, interval.toMillis());
        var unused = timer.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** Checks once. Never throws, because that would end the timer. */
    void look() {
        try {
            imports().stream()
                    .filter(RotationWatch::isChanged)
                    .map(each -> each.getSource().secret())
                    .forEach(changed::add);
            if (!changed.isEmpty()) {
                LOG.info("Refreshing the application, because there is a new version of " + String.join(", ", changed));
                refresh.run();
                changed.clear();
            }
        } catch (RuntimeException e) {
            String problem = "Imported secrets were not refreshed; the next try is in " + interval + ". ";
            FailureAnalysis known = new SecretFailureAnalyzer().analyze(e);
            if (known == null) {
                LOG.warn(problem, e);
            } else {
                LOG.warn(problem + known.getDescription()); // the exception's own message may have a value
            }
        }
    }

    private static boolean isChanged(SecretPropertySource imported) {
        try {
            return !imported.isCurrent();
        } catch (SecretsCacheException e) {
            LOG.warn("The import " + imported.getName() + " keeps its value: " + e.getMessage());
            return false;
        }
    }

    private List<SecretPropertySource> imports() {
        return environment.getPropertySources().stream()
                .filter(SecretPropertySource.class::isInstance)
                .map(SecretPropertySource.class::cast)
                .toList();
    }
}
