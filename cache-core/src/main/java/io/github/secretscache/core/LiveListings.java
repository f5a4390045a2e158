package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

    /** The listing that is to bring a parameter to a read, or {@code null} if none is. */
    @Nullable
    LiveListing bringing(SecretId id) {
        boolean isNewest = id.decrypted() && id.versionStage() == null && id.versionId() == null;
        if (!id.isParameter() || !isNewest || context.listed().ids().contains(id)) {
            return null;
        }
        long now = context.time().now();
        for (LiveListing listing : all.values()) {
            if (listing.isAbove(id) && listing.isBringing(now)) {
                return listing;
            }
        }
        return null;
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
