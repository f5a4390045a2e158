package io.github.secretscache.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long, how many and how much: the numbers of a {@link SecretsCacheBuilder}, checked. Durations count in whole
 * milliseconds.
 *
 * @param ttlMillis of secrets: 0 if none is cached
 * @param parameterTtlMillis of parameters: 0 if none is cached
 * @param staleWhileRevalidate as set, or {@code null} for the default, which follows from the ttl
 * @param staleIfErrorMillis how long after its ttl a value may stand in for a failed refresh
 * @param requestTimeoutMillis how long a fetch of a secret may take
 * @param parameterRequestTimeoutMillis how long a fetch of a parameter may take
 * @param maxBytes how much is held
 * @param maxConcurrentFetches how many calls are made at a time
 * @param largeBytesPerSecond how much may come in large values, see {@link Inflow}
 */
record Limits(
        long ttlMillis,
        long parameterTtlMillis,
        @Nullable Duration staleWhileRevalidate,
        long staleIfErrorMillis,
        long requestTimeoutMillis,
        long parameterRequestTimeoutMillis,
        long maxBytes,
        int maxConcurrentFetches,
        long largeBytesPerSecond) {
    /** So many calls for one secret that hang, and no further one is made for it. */
    static final int MOST_STUCK = 2;

    /** After so many calls of a group in a row without an answer, the group is probed by one call at a time. */
    static final int MOST_UNANSWERED = 3;

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration LONGEST_REQUEST = Duration.ofHours(1);
    private static final long DEFAULT_REVALIDATE_MILLIS = 60_000;
    private static final long PATIENCE_MILLIS = 1_000;

    Limits {
        if (staleWhileRevalidate != null && staleWhileRevalidate.toMillis() > staleIfErrorMillis) {
            throw new IllegalArgumentException("staleIfError must be at least staleWhileRevalidate ("
                    + staleWhileRevalidate + "), but is: " + Duration.ofMillis(staleIfErrorMillis));
        }
    }

    /** How long a value is fresh, unless it is listed with a ttl of its own. */
    long ttlMillis(SecretId id) {
        return id.isParameter() ? parameterTtlMillis : ttlMillis;
    }

    /** The longer ttl of the two kinds: 0 if nothing is cached. */
    long longestTtlMillis() {
        return Math.max(ttlMillis, parameterTtlMillis);
    }

    /** The shorter ttl of the kinds that are cached: 0 if nothing is. */
    long shortestTtlMillis() {
        long shorter = Math.min(ttlMillis, parameterTtlMillis);
        return shorter == 0 ? longestTtlMillis() : shorter;
    }

    /** How long a fetch may take. */
    long requestTimeoutMillis(SecretId id) {
        return id.isParameter() ? parameterRequestTimeoutMillis : requestTimeoutMillis;
    }

    /** How long after a ttl the old value is answered at once: by default 10 % of it, at most 60 s. */
    long staleWhileRevalidateMillis(long ttlOfSecretMillis) {
        if (ttlOfSecretMillis == 0) {
            return 0;
        }
        if (staleWhileRevalidate != null) {
            return staleWhileRevalidate.toMillis();
        }
        return Math.min(staleIfErrorMillis, Math.min(DEFAULT_REVALIDATE_MILLIS, ttlOfSecretMillis / 10));
    }

    /** How long a read waits for a refresh before it takes a stale value. */
    long patienceMillis(SecretId id) {
        return Math.min(PATIENCE_MILLIS, requestTimeoutMillis(id));
    }

    /**
     * Refuses more listed secrets than fit at their least size; the first fetch shows whether they fit at their real
     * size.
     */
    void checkFits(int listedSecrets) {
        if ((long) listedSecrets * Entry.LEAST_WEIGHT > maxBytes) {
            throw new IllegalArgumentException("maxBytes must be at least " + Entry.LEAST_WEIGHT
                    + " for each listed secret, but is " + maxBytes + " for " + listedSecrets
                    + ": raise it or list fewer secrets");
        }
    }

    /** Zero, or a valid duration. */
    static Duration durationOrZero(String property, Duration value) {
        return Objects.requireNonNull(value, property).isZero()
                ? value
                : duration(property, value, "0 or 1 ms to 365 days", LONGEST);
    }

    /** A valid time limit. */
    static Duration timeLimit(String property, Duration value) {
        return duration(property, value, "1 ms to 1 h", LONGEST_REQUEST);
    }

    /** A valid duration that is not zero. */
    static Duration longerThanZero(String property, Duration value) {
        return duration(property, value, "1 ms to 365 days", LONGEST);
    }

    private static Duration duration(String property, Duration value, String expected, Duration longest) {
        Objects.requireNonNull(value, property);
        if (value.compareTo(Duration.ofMillis(1)) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(property + " must be " + expected + ", but is: " + value);
        }
        return value;
    }

    /** A number within bounds. */
    static long number(String property, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(property + " must be " + least
                    + (most == Long.MAX_VALUE ? " or more" : " to " + most) + ", but is: " + value);
        }
        return value;
    }
}
