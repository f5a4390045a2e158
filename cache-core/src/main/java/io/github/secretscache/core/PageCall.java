package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call for one page of a listing. The fetches that wait for it are in {@link ListingRun}. */
final class PageCall extends SourceCall {
    private final Turn turn;
    private final @Nullable String pageToken;
    private volatile @Nullable ListingPage page;

    /** One time of reading a listing. */
    static final class Turn {
        private final Listing listing;
        private final Purpose purpose;

        Turn(Listing listing, Purpose purpose) {
            this.listing = listing;
            this.purpose = purpose;
        }

        Purpose purpose() {
            return purpose;
        }
    }

    PageCall(Turn turn, @Nullable String pageToken, Bulkhead bulkhead, LiveListing receiver) {
        super(List.of(), new Route(bulkhead, bulkhead, List.of(), null), receiver.limitMillis(), receiver);
        this.turn = turn;
        this.pageToken = pageToken;
    }

    boolean isOf(Turn other) {
        return turn == other;
    }

    /** What it brought; {@code null} if it failed, or has not returned. */
    @Nullable
    ListingPage page() {
        return page;
    }

    @Override
    boolean hasAnswer() {
        return page != null;
    }

    @Override
    SecretId subject() {
        return turn.listing.subject();
    }

    @Override
    Purpose purpose() {
        return turn.purpose();
    }

    /**
     * Makes the call.
     *
     * @return nothing if it brought a page; or one failure, for the listing
     */
    // A source is other people's code.
    @Override
    @SuppressWarnings({"NullAway", "ConstantValue"})
    Map<SecretId, FetchOutcome> ask(SecretSource source) {
        try {
            page = source.fetchPage(turn.listing, pageToken);
            return page == null ? failed(Failures.noValue(subject())) : Map.of();
        } catch (Throwable e) {
            return failed(Failures.of(subject(), e));
        }
    }

    private Map<SecretId, FetchOutcome> failed(SecretFetchException cause) {
        return Map.of(subject(), new FetchOutcome.Failed(cause));
    }
}
