package io.github.secretscache.client.embedded;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretRotation;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads the cache and makes one {@link Secret} of each entry, so that a version is decoded only once. Thread-safe. */
final class CacheReads implements SecretRotation.Versions {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** More secrets than a program uses at a time; beyond that the memory is emptied. */
    private static final int MAX_KEPT = 256;

    /** The secret made of an entry of the cache. */
    private record Made(CachedSecret from, Secret secret) {}

    private final SecretsCache cache;
    private final SecretKind kind;
    private final SecretForm form;
    private final ConcurrentHashMap<SecretId, Made> made = new ConcurrentHashMap<>();
    private volatile boolean closed;

    CacheReads(SecretsCache cache, SecretKind kind, SecretForm form) {
        this.cache = cache;
        this.kind = kind;
        this.form = form;
    }

    @Override
    public Secret current(String name) {
        return read(name, resolve(name));
    }

    /** @param version a stage or, of a parameter, a version or label */
    Secret atVersion(String name, String version) {
        return read(name, at(resolve(name), Objects.requireNonNull(version, "version")));
    }

    /** {@return several by the names asked for; those that are not held are fetched in as few calls as possible} */
    Map<String, Secret> all(Collection<String> names) {
        Map<String, SecretId> ids = new LinkedHashMap<>();
        names.forEach(name -> ids.put(name, resolve(name)));
        Map<SecretId, CompletableFuture<CachedSecret>> answers = answers(ids);
        Map<String, Secret> secrets = new LinkedHashMap<>();
        List<SecretsCacheException> failures = new ArrayList<>();
        ids.forEach((name, id) -> {
            try {
                secrets.put(name, secret(name, id, Objects.requireNonNull(answers.get(id)), LONGEST));
            } catch (SecretsCacheException e) {
                failures.add(e);
            }
        });
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
            throw failures.get(0);
        }
        return Collections.unmodifiableMap(secrets);
    }

    /** What cannot be prefetched is begun at the same time. What has failed is not tried again. */
    private Map<SecretId, CompletableFuture<CachedSecret>> answers(Map<String, SecretId> ids) {
        Map<SecretId, CompletableFuture<CachedSecret>> answers = new HashMap<>();
        Map<SecretId, String> missing = new LinkedHashMap<>();
        ids.forEach((name, id) -> {
            CachedSecret held = cache.getIfCached(id);
            if (held == null) {
                missing.putIfAbsent(id, name);
            } else {
                answers.put(id, CompletableFuture.completedFuture(held));
            }
        });
        Map<SecretId, SecretFetchException> failures = missing.size() < 2
                ? Map.of()
                : await(missing.values().iterator().next(), cache.prefetch(missing.keySet()), LONGEST);
        for (SecretId id : missing.keySet()) {
            SecretFetchException failure = failures.get(id);
            answers.put(id, failure == null ? cache.getAsync(id) : CompletableFuture.failedFuture(failure));
        }
        return answers;
    }

    private Secret secret(String name, SecretId id, CompletableFuture<CachedSecret> answer, Duration limit) {
        try {
            return secret(id, await(name, answer, limit));
        } catch (SecretFetchException e) {
            throw failure(name, id, e);
        }
    }

    private SecretId resolve(String name) {
        SecretId id = cache.resolve(kind, name);
        if (closed) {
            throw unavailable(name, "this client is closed.", null);
        }
        return id;
    }

    private static SecretId at(SecretId id, String version) {
        boolean isNumber = !version.isEmpty() && version.chars().allMatch(c -> c >= '0' && c <= '9');
        return id.isParameter() && isNumber ? id.atVersion(version) : id.atStage(version);
    }

    @Override
    public @Nullable Secret kept(String name) {
        SecretId id = resolve(name);
        CachedSecret cached = cache.getIfCached(id);
        return cached == null ? null : secret(id, cached);
    }

    Secret refreshed(String name, @Nullable String versionStage) {
        return refreshed(name, versionStage, LONGEST);
    }

    @Override
    public Secret refreshed(String name, @Nullable String versionStage, Duration limit) {
        SecretId configured = resolve(name);
        SecretId id = versionStage == null ? configured : at(configured, versionStage);
        return secret(name, id, cache.refresh(id), limit);
    }

    void close() {
        closed = true;
        made.clear();
    }

    /** {@return how many values it keeps} */
    int size() {
        return made.size();
    }

    private Secret read(String name, SecretId id) {
        try {
            return secret(id, cache.get(id));
        } catch (SecretFetchException e) {
            throw failure(name, id, e);
        }
    }

    private RuntimeException failure(String name, SecretId id, SecretFetchException e) {
        made.remove(id);
        return FetchFailures.of(kind, name, e);
    }

    private Secret secret(SecretId id, CachedSecret cached) {
        Made known = made.get(id);
        if (known != null && known.from == cached) {
            return known.secret;
        }
        Secret secret = form.secret(cached, known == null ? null : known.secret);
        if (known == null && made.size() >= MAX_KEPT) {
            made.clear();
        }
        made.put(id, new Made(cached, secret));
        if (closed) {
            made.clear(); // it was closed since this read began
        }
        return secret;
    }

    private <T> T await(String name, CompletableFuture<T> fetch, Duration limit) {
        try {
            return fetch.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(name, "the thread was interrupted while it waited. Try again.", e);
        } catch (TimeoutException e) {
            throw unavailable(name, "it was not fetched within " + limit + ". Try again later.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SecretFetchException fetchFailed) {
                throw fetchFailed;
            }
            throw new IllegalStateException("the cache failed in an unexpected way", e.getCause());
        }
    }

    private SecretsCacheUnavailableException unavailable(String name, String why, @Nullable Exception cause) {
        return new SecretsCacheUnavailableException(
                name, FetchFailures.subject(kind, name) + "is not available: " + why, cause);
    }
}
