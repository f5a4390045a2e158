package io.github.secretscache.client.embedded;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretRotation;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
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

    SecretId resolve(String name) {
        return cache.resolve(kind, name);
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
        try {
            return secret(id, await(name, cache.refresh(id), limit));
        } catch (SecretFetchException e) {
            throw failure(name, id, e);
        }
    }

    void clear() {
        made.clear();
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
        return secret;
    }

    private CachedSecret await(String name, CompletableFuture<CachedSecret> fetch, Duration limit) {
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

    private SecretsCacheUnavailableException unavailable(String name, String why, Exception cause) {
        return new SecretsCacheUnavailableException(
                name, FetchFailures.subject(kind, name) + "is not available: " + why, cause);
    }
}
