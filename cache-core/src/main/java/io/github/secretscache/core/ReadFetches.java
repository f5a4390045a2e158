package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a read begins when memory alone does not answer it. Listed parameters that are due go together, as they do at
 * warm-up, so that a throttled warm-up does not leave ten calls to the reads where it was one. Thread-safe.
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
     * The fetch that a read waits for: the page of a listing, one of a batch, or one of its own.
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
