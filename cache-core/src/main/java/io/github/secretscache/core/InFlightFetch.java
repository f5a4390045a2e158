package io.github.secretscache.core;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of one key that readers may wait for. It always completes, never exceptionally: with the entry as it is after
 * the fetch, whose {@link Entry#failure()} is set if the fetch failed. Thread-safe.
 */
final class InFlightFetch extends CompletableFuture<Entry> {
    /** Why it was begun, from the most urgent to the least urgent. */
    enum Purpose {
        /** Because somebody has changed the secret: it is done even if nobody waits for it any more. */
        CHANGED,
        /** Because the user asked for a fetch, whatever is cached. */
        FORCED,
        /** For a read that waits. */
        READ,
        /** Before any read. */
        WARM_UP,
        /** Because it was due. */
        REFRESH,
        /** To see whether a group answers again, while replicas stand in for it. */
        PROBE
    }

    private final SecretId id;
    private final Purpose purpose;
    private final long askedAt;
    private final CompletableFuture<Void> awaited = new CompletableFuture<>();
    private volatile @Nullable SourceCall call;
    private volatile @Nullable SecretFetchException firstFailure;
    private volatile long lastAskedAt;

    InFlightFetch(SecretId id, Purpose purpose, long askedAt) {
        this.id = id;
        this.purpose = purpose;
        this.askedAt = askedAt;
        this.lastAskedAt = askedAt;
    }

    SecretId id() {
        return id;
    }

    Purpose purpose() {
        return purpose;
    }

    /** When it was asked for, by {@link WallTime}; its call may have begun later. */
    long askedAt() {
        return askedAt;
    }

    /** Another read waits for it. */
    void askedAgain(long now) {
        lastAskedAt = now;
    }

    /** Whether only those who wait want it, and none has come for so long. */
    boolean isForgotten(long now, long millis) {
        return (purpose == Purpose.READ || purpose == Purpose.FORCED) && now - lastAskedAt >= millis;
    }

    /** Whether it is as urgent as that, and its call has not begun. */
    boolean isWaitingAs(Purpose urgent) {
        SourceCall current = call;
        return purpose.compareTo(urgent) <= 0 && !isDone() && (current == null || !current.hasBegun());
    }

    /** The current call for it; {@code null} before the first. */
    @Nullable
    SourceCall call() {
        return call;
    }

    void by(SourceCall newCall) {
        call = newCall;
    }

    /** Whether its call took longer, by the wall clock, than anyone should wait. */
    boolean isOverdue(long now) {
        SourceCall current = call;
        return current != null && current.isOverdue(now);
    }

    /** Why the call to the group's own region failed; reported if no replica has the value either. */
    SecretFetchException firstFailure(SecretFetchException failure) {
        SecretFetchException first = firstFailure;
        if (first == null) {
            first = failure;
            firstFailure = failure;
        }
        return first;
    }

    /** Why an earlier call for it failed, while another one is in flight; {@code null} if none has. */
    @Nullable
    SecretFetchException knownFailure() {
        return firstFailure;
    }

    /**
     * Why it is not there in the time of whoever waits for it. Its call may take longer, if it began later or has not
     * begun.
     *
     * @param asked the id that was asked for
     */
    SecretFetchException lateness(SecretId asked, long from, long limitMillis) {
        SourceCall current = call;
        SecretFetchException known = knownFailure();
        if (known != null) {
            return Failures.again(known);
        }
        return current != null && current.begunAt() - from > limitMillis / 4
                ? Failures.busy(asked, current.route().bulkhead().status(), limitMillis)
                : Failures.timedOut(asked, limitMillis);
    }

    /** Completes when this fetch does, or when its group does not answer, so that nothing should wait for it. */
    CompletableFuture<Void> awaited() {
        return awaited;
    }

    void letGo() {
        awaited.complete(null);
    }

    /** Ends the wait of all readers. */
    void land(Entry entry) {
        complete(entry);
        letGo();
    }
}
