package io.github.secretscache.core;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of one key that readers wait for. It always completes, and never exceptionally: with the entry as it is after
 * the fetch, whose {@link Entry#failure()} is set if the fetch failed. Thread-safe.
 */
final class InFlightFetch extends CompletableFuture<Entry> {
    /** Why it was begun, from what is most urgent to what is least. */
    enum Purpose {
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

    InFlightFetch(SecretId id, Purpose purpose, long askedAt) {
        this.id = id;
        this.purpose = purpose;
        this.askedAt = askedAt;
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

    /** The call that is to bring it now; {@code null} before the first. */
    @Nullable
    SourceCall call() {
        return call;
    }

    void by(SourceCall newCall) {
        call = newCall;
    }

    /** Whether its call took longer, by the wall clock, than anybody should wait. */
    boolean isOverdue(long now) {
        SourceCall current = call;
        return current != null && current.isOverdue(now);
    }

    /** Why the group's own region did not bring it; reported if no replica does either. */
    SecretFetchException firstFailure(SecretFetchException failure) {
        SecretFetchException first = firstFailure;
        if (first == null) {
            first = failure;
            firstFailure = failure;
        }
        return first;
    }

    /** Why a call for it failed already, while another one is on its way; {@code null} if none has. */
    @Nullable
    SecretFetchException knownFailure() {
        return firstFailure;
    }

    /** Completes when this does, or when its group does not answer and nothing should wait for it. */
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
