package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** All listed paths. Thread-safe. */
final class PathListings {
    private final Map<ListedPath, PathListing> byPath = new LinkedHashMap<>();
    private final CacheContext context;

    PathListings(Collection<ListedPath> paths, PathListing.Parts parts) {
        this.context = parts.context();
        paths.forEach(path -> byPath.put(path, new PathListing(path, parts)));
    }

    /** Reads those that are due; completes with why some could not be read, never exceptionally. */
    CompletableFuture<Map<ListedPath, SecretFetchException>> listDue(Purpose purpose) {
        long now = context.time().now();
        Map<ListedPath, SecretFetchException> failures = new LinkedHashMap<>();
        List<CompletableFuture<Void>> listings = new ArrayList<>();
        byPath.forEach((path, listing) -> {
            if (listing.isDue(now) || listing.isListing()) {
                listings.add(listing.list(purpose).thenAccept(failure -> {
                    if (failure != null) {
                        synchronized (failures) {
                            failures.put(path, failure);
                        }
                    }
                }));
            }
        });
        return CompletableFuture.allOf(listings.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> failures);
    }

    /** The path that is to bring a parameter to a read, or {@code null} if none is. */
    @Nullable
    PathListing bringing(SecretId id) {
        boolean isNewest = id.decrypted() && id.versionStage() == null && id.versionId() == null;
        if (!id.isParameter() || !isNewest || context.listed().ids().contains(id)) {
            return null;
        }
        long now = context.time().now();
        for (PathListing listing : byPath.values()) {
            if (listing.isAbove(id) && listing.isBringing(now)) {
                return listing;
            }
        }
        return null;
    }

    /** Whether a parameter is refreshed by reading a path, not by itself. */
    boolean isRefreshing(SecretId id) {
        PathListing listing = of(id);
        return listing != null && listing.isRefreshing();
    }

    private @Nullable PathListing of(SecretId id) {
        ListedPath path = context.listed().pathOf(id);
        return path == null ? null : byPath.get(path);
    }

    List<PathStatus> statuses() {
        return byPath.values().stream().map(PathListing::status).toList();
    }

    void drawAnew() {
        byPath.values().forEach(PathListing::drawAnew);
    }

    void close() {
        byPath.values().forEach(PathListing::close);
    }
}
