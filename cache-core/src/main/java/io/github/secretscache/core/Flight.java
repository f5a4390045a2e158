package io.github.secretscache.core;

import java.util.concurrent.CompletableFuture;

/**
 * A fetch of one key that readers wait for. It always completes, and never exceptionally: with the entry as it is after
 * the fetch, whose {@link Entry#failure()} is set if the fetch failed. Thread-safe.
 */
final class Flight extends CompletableFuture<Entry> {
    /** Why it was begun. */
    enum Purpose {
        /** For a read, or because it was due. */
        READ,
        /** Because the user asked for a fetch, whatever is cached. */
        FORCED,
        /** Before any read. */
        WARM_UP
    }

    private final SecretId id;
    private final long number;
    private final Purpose purpose;
    private final Call call;
    private final CompletableFuture<Void> soon = new CompletableFuture<>();

    Flight(SecretId id, long number, Purpose purpose, Call call) {
        this.id = id;
        this.number = number;
        this.purpose = purpose;
        this.call = call;
    }

    SecretId id() {
        return id;
    }

    /** Its place in the order in which fetches began. */
    long number() {
        return number;
    }

    Purpose purpose() {
        return purpose;
    }

    Call call() {
        return call;
    }

    /** Completes when this does, or when a reader who has a stale value should not wait any longer. */
    CompletableFuture<Void> soon() {
        return soon;
    }

    /** Ends the wait of readers who have a stale value. */
    void isLate() {
        soon.complete(null);
    }

    /** Ends the wait of all readers, because the cache is closed. */
    void landClosed() {
        land(Entry.failed(id, number, new Entry.Failure(Failures.closed(), 0, 0)));
    }

    /** Ends the wait of all readers. */
    void land(Entry entry) {
        complete(entry);
        soon.complete(null);
    }
}
