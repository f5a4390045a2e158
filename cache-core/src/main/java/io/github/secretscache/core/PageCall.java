package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call for one page of a path. The fetches that wait for it are in {@link PathRun}. */
final class PageCall extends SourceCall {
    private final Listing listing;
    private final @Nullable String pageToken;
    private volatile @Nullable String next;

    /** One listing of a path. */
    static final class Listing {
        private final ListedPath path;
        private final Purpose purpose;

        Listing(ListedPath path, Purpose purpose) {
            this.path = path;
            this.purpose = purpose;
        }

        Purpose purpose() {
            return purpose;
        }

        /** Represents the path where other calls have a key: for its route, its time limit and in messages. */
        SecretId subject() {
            return SecretId.parameter(path.path()).inGroup(path.group());
        }
    }

    PageCall(Listing listing, @Nullable String pageToken, Bulkhead bulkhead, PathListing receiver) {
        super(List.of(), new Route(bulkhead, bulkhead, List.of(), null), receiver.limitMillis(), receiver);
        this.listing = listing;
        this.pageToken = pageToken;
    }

    boolean isOf(Listing other) {
        return listing == other;
    }

    /** The token of the next page; {@code null} if this was the last. */
    @Nullable
    String next() {
        return next;
    }

    @Override
    SecretId subject() {
        return listing.subject();
    }

    @Override
    Purpose purpose() {
        return listing.purpose();
    }

    /**
     * Makes the call.
     *
     * @return the value of each parameter on the page; or one failure, for the path
     */
    // A source is other people's code.
    @Override
    @SuppressWarnings({"NullAway", "ConstantValue"})
    Map<SecretId, FetchOutcome> ask(SecretSource source) {
        try {
            ParameterPage page = source.fetchPage(listing.path, pageToken);
            if (page == null) {
                return failed(Failures.noValue(subject()));
            }
            next = page.next();
            Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
            for (SecretValue value : page.parameters()) {
                outcomes.put(
                        SecretId.parameter(value.name()).inGroup(listing.path.group()),
                        new FetchOutcome.Fetched(value));
            }
            return outcomes;
        } catch (Throwable e) {
            return failed(Failures.of(subject(), e));
        }
    }

    private Map<SecretId, FetchOutcome> failed(SecretFetchException cause) {
        return Map.of(subject(), new FetchOutcome.Failed(cause));
    }
}
