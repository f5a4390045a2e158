package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One time of reading all pages of a listing, and the reads that wait for the page that is asked for. Thread-safe. */
final class ListingRun {
    private final PageCall.Turn turn;
    private final Set<SecretId> seen = new HashSet<>();
    private final CompletableFuture<@Nullable SecretFetchException> done = new CompletableFuture<>();
    private Map<SecretId, InFlightFetch> carried = new HashMap<>();
    private @Nullable PageCall call;
    private long begunAt = Long.MAX_VALUE;
    private int pages;

    ListingRun(Listing listing, Purpose purpose) {
        this.turn = new PageCall.Turn(listing, purpose);
    }

    PageCall.Turn turn() {
        return turn;
    }

    Purpose purpose() {
        return turn.purpose();
    }

    /** Completes when it is over, with why it failed or with {@code null}; never exceptionally. */
    CompletableFuture<@Nullable SecretFetchException> done() {
        return done;
    }

    /** What was on its pages so far. */
    synchronized Set<SecretId> seen() {
        return Set.copyOf(seen);
    }

    /** When its first page was asked for. */
    synchronized long begunAt() {
        return begunAt;
    }

    synchronized int pages() {
        return pages;
    }

    /** Lets a fetch wait for the page that is asked for, or for the next one. */
    synchronized void carry(InFlightFetch fetch) {
        carried.put(fetch.id(), fetch);
        if (call != null) {
            fetch.by(call);
        }
    }

    /** Notes by which call a page is asked for. */
    synchronized void by(PageCall newCall) {
        call = newCall;
        carried.values().forEach(fetch -> fetch.by(newCall));
    }

    /** The last call; {@code null} before the first. */
    synchronized @Nullable PageCall call() {
        return call;
    }

    /** Notes that a page has come. */
    synchronized void turned(Set<SecretId> page, long askedAt) {
        seen.addAll(page);
        begunAt = Math.min(begunAt, askedAt);
        pages++;
    }

    /** The fetches that wait, which do so no longer. */
    synchronized Map<SecretId, InFlightFetch> unload() {
        Map<SecretId, InFlightFetch> unloaded = carried;
        carried = new HashMap<>();
        return unloaded;
    }
}
