package io.github.secretscache.layer;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The secrets without which the function must not start. A transient failure is retried with back-off until the time is
 * over; a definitive failure ends the wait at once.
 */
final class RequiredSecrets {
    /** How long init waits for them at most: Lambda gives it 10 s. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private final SecretsCache cache;
    private final InstantSource clock;
    private final Map<ListedSecret, CompletableFuture<@Nullable SecretFetchException>> asked = new LinkedHashMap<>();

    /** Joins the fetches in flight, or starts them. */
    RequiredSecrets(SecretsCache cache, List<ListedSecret> secrets, InstantSource clock) {
        this.cache = cache;
        this.clock = clock;
        secrets.stream().filter(ListedSecret::required).forEach(this::ask);
    }

    private void ask(ListedSecret secret) {
        asked.put(secret, cache.prefetch(List.of(secret.id())).thenApply(failures -> failures.get(secret.id())));
    }

    /** Returns when all have arrived. */
    void await(Instant deadline) throws StartFailure {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            boolean answered = BoundedWait.atMost(Duration.between(clock.instant(), deadline), allOrOneRefused());
            List<ListedSecret> failed = failed();
            if (failed.isEmpty() && answered) {
                return;
            }
            boolean refused = failed.stream().anyMatch(secret -> isRefusal(failure(secret)));
            if (!answered || refused || !clock.instant().plusMillis(pause).isBefore(deadline)) {
                throw StartFailure.requiredSecretUnavailable(lines(refused));
            }
            BoundedWait.pause(
                    Duration.ofMillis(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1)));
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            failed.forEach(this::ask);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // A fetch completes with its failure, never exceptionally.
    private CompletableFuture<?> allOrOneRefused() {
        CompletableFuture<Object> refused = new CompletableFuture<>();
        asked.values().forEach(fetch -> {
            var unused = fetch.thenAccept(failure -> {
                if (isRefusal(failure)) {
                    refused.complete(true);
                }
            });
        });
        return CompletableFuture.anyOf(
                refused, CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new)));
    }

    private List<ListedSecret> failed() {
        return asked.keySet().stream().filter(secret -> failure(secret) != null).toList();
    }

    private List<String> lines(boolean refused) {
        List<String> lines = new ArrayList<>();
        asked.forEach((secret, fetch) -> {
            SecretFetchException failure = failure(secret);
            String begin =
                    secret.id().kind().noun() + " " + secret.servedAs() + " is required and could not be fetched: ";
            if (failure != null) {
                lines.add(begin + failure.getMessage());
            } else if (!fetch.isDone() && !refused) {
                lines.add(begin + "no answer within " + LIMIT.toSeconds() + " s");
            }
        });
        return lines;
    }

    private @Nullable SecretFetchException failure(ListedSecret secret) {
        CompletableFuture<@Nullable SecretFetchException> fetch = asked.get(secret);
        return fetch == null ? null : fetch.getNow(null);
    }

    private static boolean isRefusal(@Nullable SecretFetchException failure) {
        return failure != null && !failure.reason().isTransient();
    }
}
