package io.github.secretscache.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the cache holds for one key: the value and when it is due, or why there is no value, or both if a refresh failed.
 * Immutable except for the mark that it was read. Times are those of {@link WallTime}.
 */
final class Entry {
    /** The least weight of an entry: even an empty secret has names, an ARN and a place in the tables. */
    static final int LEAST_WEIGHT = 1_024;

    /**
     * Why the last fetch failed.
     *
     * @param cause what it threw
     * @param inARow how many fetches failed in a row; 0 if this failure does not count against the key
     * @param retryAt until when the key backs off
     */
    record Failure(SecretFetchException cause, int inARow, long retryAt) {}

    /**
     * How long a value may be served, and how.
     *
     * @param fetchedAt when the fetch that returned it began
     * @param freshUntil the end of its ttl
     * @param staleUntil the end of its stale-while-revalidate
     * @param usableUntil the end of its stale-if-error
     */
    record Terms(long fetchedAt, long freshUntil, long staleUntil, long usableUntil) {}

    /**
     * The result of a call.
     *
     * @param value the value
     * @param replica the replica region it came from, or {@code null} for the group's own
     */
    record Fetched(SecretValue value, @Nullable String replica) {}

    private record View(CachedSecret secret, long clockOffset) {}

    private final SecretId id;
    private final long number;
    private final @Nullable Fetched fetched;
    private final @Nullable SecretValue value;
    private final Terms terms;
    private final @Nullable Failure failure;
    private volatile boolean read;
    private volatile @Nullable View fresh;
    private volatile @Nullable View stale;

    private Entry(SecretId id, long number, @Nullable Fetched fetched, Terms terms, @Nullable Failure failure) {
        this.id = id;
        this.number = number;
        this.fetched = fetched;
        this.value = fetched == null ? null : fetched.value;
        this.terms = terms;
        this.failure = failure;
    }

    static Entry fetched(SecretId id, long number, Fetched fetched, Terms terms) {
        return new Entry(id, number, fetched, terms, null);
    }

    static Entry failed(SecretId id, long number, Failure failure) {
        return new Entry(id, number, null, new Terms(0, 0, 0, 0), failure);
    }

    /** This key without the value, which no call from before brings back. */
    Entry emptied(SecretFetchException why, long now) {
        return failed(id, number, new Failure(why, 0, now));
    }

    /** This value, after a refresh that failed. */
    Entry with(Failure newFailure) {
        Entry entry = new Entry(id, number, fetched, terms, newFailure);
        entry.read = read;
        return entry;
    }

    /** This value, with other terms. */
    Entry with(Terms newTerms) {
        Entry entry = new Entry(id, number, fetched, newTerms, failure);
        entry.read = read;
        return entry;
    }

    SecretId id() {
        return id;
    }

    /**
     * The number of the call that returned the value or, without a value, of the last call that was refused for good; 0
     * if none was. Calls are numbered as they begin.
     */
    long number() {
        return number;
    }

    @Nullable
    SecretValue value() {
        return value;
    }

    /** The replica region that the value came from, or {@code null} if from the group's own. */
    @Nullable
    String replica() {
        return fetched == null ? null : fetched.replica;
    }

    boolean hasValue() {
        return value != null;
    }

    Terms terms() {
        return terms;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** How many bytes it counts for. */
    int weight() {
        return value == null ? 0 : weightOf(value);
    }

    static int weightOf(SecretValue value) {
        return LEAST_WEIGHT + value.sizeInBytes();
    }

    /** Whether it was read since it was fetched. */
    boolean isRead() {
        return read;
    }

    /** Whether it holds a value of the secret with this ARN. */
    boolean holds(String arn) {
        return value != null && value.arn().equals(arn);
    }

    /** Whether it is an entry of this secret or parameter, at any version. */
    boolean isOf(SecretId other) {
        String name = other.name();
        boolean named = id.name().equals(name);
        boolean held = value != null
                && (value.name().equals(name)
                        || value.arn().equals(name)
                        || value.arn().startsWith(name + "-"));
        return id.kind() == other.kind() && (named || held);
    }

    /** Whether both hold a value of the same secret. */
    boolean isSameSecretAs(Entry other) {
        return other.value != null && holds(other.value.arn());
    }

    /** The value as a read gets it within its ttl; made once. */
    CachedSecret fresh(WallTime time) {
        View view = fresh;
        if (view == null || view.clockOffset != time.offset()) {
            view = view(time, false);
            fresh = view;
        }
        return markRead(view);
    }

    /** The value as a read gets it after its ttl; made once. */
    CachedSecret stale(WallTime time) {
        View view = stale;
        if (view == null || view.clockOffset != time.offset()) {
            view = view(time, true);
            stale = view;
        }
        return markRead(view);
    }

    private CachedSecret markRead(View view) {
        if (!read) {
            read = true;
        }
        return view.secret;
    }

    private View view(WallTime time, boolean isStale) {
        if (value == null) {
            throw new IllegalStateException("no value of " + id);
        }
        long clockOffset = time.offset();
        CachedSecret.Freshness freshness = new CachedSecret.Freshness(
                time.toInstant(terms.fetchedAt),
                Duration.ofMillis(terms.freshUntil - terms.fetchedAt),
                Duration.ofMillis(terms.staleUntil - terms.freshUntil),
                isStale);
        return new View(CachedSecret.of(value, freshness, replica()), clockOffset);
    }

    @Override
    public String toString() {
        return "Entry[" + id + ", number=" + number + ", " + value + ", " + terms + ", failure="
                + (failure == null ? "none" : failure.cause.reason()) + "]";
    }
}
