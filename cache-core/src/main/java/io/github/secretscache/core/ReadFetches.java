package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Begins the fetch for a read that memory cannot answer. Listed parameters that are due are fetched together, as at
 * warm-up: otherwise, after a throttled warm-up, the reads would make ten calls instead of one. Thread-safe.
 */
final class ReadFetches {
    private final Fetches fetches;
    private final BackgroundRefresh background;
    private final LiveListings listings;
    private final Executor threads;
    private final AtomicBoolean refreshingTogether = new AtomicBoolean();

    ReadFetches(Fetches fetches, BackgroundRefresh background, LiveListings listings, Executor threads) {
        this.fetches = fetches;
        this.background = background;
        this.listings = listings;
        this.threads = threads;
    }

    /**
     * The fetch that a read waits for: a page of a listing, a batch, or a call of its own.
     *
     * @throws SecretFetchException if the cache is closed
     */
    InFlightFetch fetch(SecretId id) {
        LiveListing listing = listings.bringing(id);
        return listing == null
                ? background.fetchWithDue(id, listings::isRefreshing)
                : fetches.joinCarried(id, listing::carry);
    }

    /**
     * Begins the refresh of a key that is due; it may be called under a lock of the store.
     *
     * @return its fetch; {@code null} if it is refreshed with what else is due, later and elsewhere
     * @throws SecretFetchException if the cache is closed
     */
    @Nullable
    InFlightFetch refresh(SecretId id) {
        if (!background.isUsuallyBatched(id)) {
            return fetches.join(id, Purpose.REFRESH);
        }
        refreshTogether();
        return null;
    }

    private void refreshTogether() {
        if (!refreshingTogether.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> {
                refreshingTogether.set(false);
                if (!fetches.isClosed()) {
                    var unused = CompletableFuture.allOf(
                            listings.listDue(Purpose.REFRESH), background.refreshBatches(listings::isRefreshing));
                }
            });
        } catch (RejectedExecutionException e) {
            refreshingTogether.set(false);
        }
    }
}
