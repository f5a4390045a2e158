package io.github.secretscache.layer;

import io.github.secretscache.core.EntryStatus;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Fetches the listed secrets before anybody asks for them, once. One thread at a time. */
final class Warmup {
    /** How long init waits for a required secret at most: Lambda gives it 10 s. */
    private static final Duration REQUIRED_LIMIT = Duration.ofSeconds(8);

    private final SecretsCache cache;
    private final Settings settings;
    private boolean pending;

    Warmup(SecretsCache cache, Settings settings) {
        this.cache = cache;
        this.settings = settings;
        this.pending = !settings.secrets().isEmpty() && !settings.cachingOff();
    }

    /** Fetches while the function initialises; returns when that is done or has taken long enough. */
    void duringInit() throws StartFailure {
        if (!pending) {
            return;
        }
        CompletableFuture<Map<SecretId, SecretFetchException>> fetching = begin();
        Duration first = settings.get(Setting.WARM_UP_TIMEOUT);
        boolean done = BoundedWait.atMost(first, fetching);
        if (!done && !missingRequired().isEmpty()) {
            done = BoundedWait.atMost(REQUIRED_LIMIT.minus(first), fetching);
        }
        List<String> failed = new ArrayList<>();
        for (ListedSecret secret : missingRequired()) {
            SecretFetchException reason = done ? fetching.join().get(secret.id()) : null;
            failed.add("secret " + secret.servedAs() + " is required and could not be fetched: "
                    + (reason == null ? "no answer within " + REQUIRED_LIMIT.toSeconds() + " s" : reason.getMessage()));
        }
        if (!failed.isEmpty()) {
            throw StartFailure.requiredSecretUnavailable(failed);
        }
    }

    /** Begins to fetch what is due: at first the listed secrets, unless that was done during init. */
    CompletableFuture<?> dueBy(Instant limit) {
        return pending ? begin() : cache.refreshDue(limit);
    }

    /** Begins to fetch. What fails is logged, and fetched when it is read. */
    private CompletableFuture<Map<SecretId, SecretFetchException>> begin() {
        pending = false;
        Set<SecretId> ids = new LinkedHashSet<>();
        for (ListedSecret secret : settings.secrets()) {
            ids.add(secret.id());
        }
        return cache.prefetch(ids).whenComplete((failures, bug) -> log(failures));
    }

    private void log(Map<SecretId, SecretFetchException> failures) {
        for (ListedSecret secret : settings.secrets()) {
            SecretFetchException reason = failures.get(secret.id());
            if (reason != null) {
                System.getLogger(Warmup.class.getName())
                        .log(
                                Level.WARNING,
                                "secret " + secret.servedAs()
                                        + " was not fetched at start and is tried again when it is" + " read: "
                                        + reason.getMessage());
            }
        }
    }

    private List<ListedSecret> missingRequired() {
        Set<SecretId> fetched = new HashSet<>();
        for (EntryStatus entry : cache.entries()) {
            if (entry.fetchedAt() != null) {
                fetched.add(entry.id());
            }
        }
        List<ListedSecret> missing = new ArrayList<>();
        for (ListedSecret secret : settings.secrets()) {
            if (secret.required() && !fetched.contains(secret.id())) {
                missing.add(secret);
            }
        }
        return missing;
    }
}
