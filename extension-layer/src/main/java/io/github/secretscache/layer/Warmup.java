package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.EnvironmentVariable;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Fetches the listed secrets once, before anyone reads them. One thread at a time. */
final class Warmup {
    private final SecretsCache cache;
    private final Settings settings;
    private List<EnvironmentVariable> environment;
    private final InstantSource clock;
    private boolean pending;
    private boolean restored;

    Warmup(SecretsCache cache, Settings settings, InstantSource clock) {
        this.cache = cache;
        this.settings = settings;
        this.environment = settings.environment().variables();
        this.clock = clock;
        boolean nothingListed =
                settings.secrets().isEmpty() && settings.listings().isEmpty();
        this.pending = !(nothingListed && environment.isEmpty()) && !settings.cachingOff();
    }

    /** Fetches while the function initialises; returns when that is done or the time is over. */
    void duringInit() throws StartFailure {
        if (!pending) {
            return;
        }
        Instant begin = clock.instant();
        // A required secret may still be fetched by a retry.
        CompletableFuture<?> fetching = begin(secret -> !secret.required());
        new RequiredSecrets(cache, settings.secrets(), clock).await(begin.plus(RequiredSecrets.LIMIT));
        Instant limit = begin.plus(settings.get(Setting.WARM_UP_TIMEOUT));
        BoundedWait.atMost(Duration.between(clock.instant(), limit), fetching);
    }

    /**
     * Sets that the process will be stored in a snapshot before the first read, so each copy draws jitter and back-off
     * anew.
     */
    void beforeSnapshot() {
        restored = true;
        // By then the function's variables are set, or never will be.
        environment = List.of();
    }

    /** Starts to fetch due entries: first the listed secrets, unless that was done during init. */
    CompletableFuture<?> dueBy(Instant limit) {
        if (restored) {
            restored = false;
            cache.afterRestore();
        }
        return pending ? begin(secret -> true) : cache.refreshDue(limit);
    }

    /** A secret that fails here is fetched when it is read. */
    private CompletableFuture<?> begin(Predicate<ListedSecret> logged) {
        pending = false;
        Set<SecretId> ids = new LinkedHashSet<>();
        for (ListedSecret secret : settings.secrets()) {
            ids.add(secret.id());
        }
        // For these the wrapper gets the error when it asks.
        environment.forEach(variable -> ids.add(variable.id(cache)));
        CompletableFuture<?> listings = cache.prefetchListings().thenAccept(Warmup::logListings);
        CompletableFuture<?> secrets = cache.prefetch(ids).thenAccept(failures -> log(failures, logged));
        return CompletableFuture.allOf(listings, secrets);
    }

    private static void logListings(Map<Listing, SecretFetchException> failures) {
        failures.forEach((listing, reason) -> {
            if (reason.reason() != SecretFetchException.Reason.CLOSED) {
                System.getLogger(Warmup.class.getName())
                        .log(
                                Level.WARNING,
                                "the " + listing.described()
                                        + " were not listed at start, so each is fetched when it is read: "
                                        + reason.getMessage());
            }
        });
    }

    private void log(Map<SecretId, SecretFetchException> failures, Predicate<ListedSecret> logged) {
        for (ListedSecret secret : settings.secrets()) {
            SecretFetchException reason = failures.get(secret.id());
            if (reason != null && reason.reason() != SecretFetchException.Reason.CLOSED && logged.test(secret)) {
                System.getLogger(Warmup.class.getName())
                        .log(
                                Level.WARNING,
                                secret.id().kind().noun() + " " + secret.servedAs()
                                        + " was not fetched at start and is tried again when it is read: "
                                        + reason.getMessage());
            }
        }
    }
}
