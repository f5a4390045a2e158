package io.github.secretscache.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one rule that decides what a read gets, when an entry is due, and how long a failure is remembered. Thread-safe.
 *
 * <p>No other class compares an age with a limit: Caffeine's refresh asks this rule too.
 */
final class FreshnessRule {
    private final Limits limits;
    private final ListedSecrets listed;
    private final Jitter jitter;
    private final Backoff backoff;

    FreshnessRule(Limits limits, ListedSecrets listed, Jitter jitter, Backoff backoff) {
        this.limits = limits;
        this.listed = listed;
        this.jitter = jitter;
        this.backoff = backoff;
    }

    /** What a read gets, by the age of the value. */
    ReadDecision decide(@Nullable Entry entry, long now) {
        if (entry == null) {
            return ReadDecision.WAIT;
        }
        Entry.Terms terms = entry.terms();
        if (entry.hasValue() && now < terms.freshUntil()) {
            return ReadDecision.FRESH;
        }
        boolean resting = isResting(entry, now);
        if (entry.hasValue() && now < terms.staleUntil()) {
            return resting ? ReadDecision.STALE : ReadDecision.STALE_AND_DUE;
        }
        if (isUsable(entry, now)) {
            return resting ? ReadDecision.STALE : ReadDecision.WAIT_BRIEFLY;
        }
        return resting ? ReadDecision.REFUSE : ReadDecision.WAIT;
    }

    /** Whether the value may stand in for one that cannot be fetched for a transient reason. */
    boolean isUsable(Entry entry, long now) {
        return entry.hasValue() && now < entry.terms().usableUntil();
    }

    private static boolean isResting(Entry entry, long now) {
        Entry.Failure failure = entry.failure();
        return failure != null && now < failure.retryAt();
    }

    /** When an entry is fetched again at the earliest. */
    long dueAt(Entry entry) {
        Entry.Failure failure = entry.failure();
        long retryAt = failure == null ? Long.MIN_VALUE : failure.retryAt();
        return entry.hasValue() ? Math.max(retryAt, entry.terms().freshUntil()) : retryAt;
    }

    /** How long to wait between probes of a group. */
    Backoff backoff() {
        return backoff;
    }

    /** Whether values of this key are kept at all. */
    boolean isCached(SecretId id) {
        return ttlMillis(id) > 0;
    }

    /** How long a value may be served. Its age counts from the start of the fetch, because the value may be that old. */
    Entry.Terms terms(SecretId id, long begunAt) {
        long ttl = ttlMillis(id);
        long freshUntil = begunAt + (ttl == 0 ? 0 : jitter.shorten(ttl, begunAt));
        return new Entry.Terms(
                begunAt,
                freshUntil,
                freshUntil + limits.staleWhileRevalidateMillis(ttl),
                freshUntil + (ttl == 0 ? 0 : limits.staleIfErrorMillis()));
    }

    /** Until when a listing need not be read again. */
    long freshUntil(Listing listing, long begunAt) {
        Duration own = listing.ttl();
        long ttl = own == null ? limits.ttlMillis(listing.subject()) : own.toMillis();
        return begunAt + jitter.shorten(ttl, begunAt);
    }

    /**
     * What is remembered of a failure.
     *
     * @param before what was known of the key before
     * @param cause why the fetch failed
     * @param held whether it counts against the key, which then backs off
     * @param now when
     * @return the failure
     */
    Entry.Failure failure(@Nullable Entry before, SecretFetchException cause, boolean held, long now) {
        Entry.Failure last = before == null ? null : before.failure();
        int inARow = last == null ? 0 : last.inARow();
        if (!held) {
            return new Entry.Failure(cause, inARow, now);
        }
        inARow = Math.min(inARow + 1, 1_000);
        return new Entry.Failure(cause, inARow, now + backoff.restMillis(inARow, now));
    }

    /** The same failure with a new draw of its back-off. */
    Entry.Failure drawnAnew(Entry.Failure failure, long now) {
        boolean rests = failure.inARow() > 0 && now < failure.retryAt();
        return rests
                ? new Entry.Failure(failure.cause(), failure.inARow(), now + backoff.restMillis(failure.inARow(), now))
                : failure;
    }

    private long ttlMillis(SecretId id) {
        long ofKind = limits.ttlMillis(id);
        return ofKind == 0 ? 0 : listed.ttlMillis(id, ofKind);
    }
}
