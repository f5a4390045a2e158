package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** All listings. Thread-safe. */
final class LiveListings {
    private final Map<Listing, LiveListing> all = new LinkedHashMap<>();
    private final CacheContext context;

    LiveListings(Collection<Listing> listings, LiveListing.Parts parts) {
        this.context = parts.context();
        listings.forEach(listing -> all.put(listing, new LiveListing(listing, parts)));
    }

    /** Reads those that are due; completes with why some could not be read, never exceptionally. */
    CompletableFuture<Map<Listing, SecretFetchException>> listDue(Purpose purpose) {
        long now = context.time().now();
        Map<Listing, SecretFetchException> failures = new LinkedHashMap<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        all.forEach((listing, live) -> {
            if (live.isDue(now) || live.isListing()) {
                running.add(live.list(purpose).thenAccept(failure -> {
                    if (failure != null) {
                        synchronized (failures) {
                            failures.put(listing, failure);
                        }
                    }
                }));
            }
        });
        return CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> failures);
    }

    /** Whether something is refreshed by reading a listing, and not for itself. */
    boolean isRefreshing(SecretId id) {
        for (Listing listing : context.listed().listingsOf(id)) {
            LiveListing live = all.get(listing);
            if (live != null && live.isRefreshing()) {
                return true;
            }
        }
        return false;
    }

    List<ListingStatus> statuses() {
        return all.values().stream().map(LiveListing::status).toList();
    }

    void drawAnew() {
        all.values().forEach(LiveListing::drawAnew);
    }

    void close() {
        all.values().forEach(LiveListing::close);
    }
}
