package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One listing. It is read page by page, and what is on a page is listed from then on. A value that comes with it is stored;
 * one that does not is fetched when all pages are read. What was found before and is gone is dropped. If reading fails for
 * a transient reason, what is known stays as it is. Thread-safe.
 */
final class LiveListing implements CallReceiver {
    /** More pages than any account fills: the source does not end. */
    private static final int MOST_PAGES = 10_000;

    private static final int MOST_FAILURES_TOLD = 5;

    /**
     * What it works with.
     *
     * @param context the shared parts of the cache
     * @param store where values are
     * @param fetches store the result of a call
     * @param calls makes its calls
     * @param prefetch fetches what cannot be served; completes with the failures, never exceptionally
     */
    record Parts(
            CacheContext context,
            EntryStore store,
            Fetches fetches,
            SourceCalls calls,
            Function<Collection<SecretId>, CompletableFuture<Map<SecretId, SecretFetchException>>> prefetch) {}

    private final Listing listing;
    private final SecretId subject;
    private final Parts parts;
    private Set<SecretId> members = Set.of();
    private @Nullable ListingRun run;
    private @Nullable SecretFetchException failure;
    private int failures;
    private long retryAt = Long.MIN_VALUE;
    private long listedAt = Long.MIN_VALUE;
    private long freshUntil = Long.MIN_VALUE;

    LiveListing(Listing listing, Parts parts) {
        this.listing = listing;
        this.subject = listing.subject();
        this.parts = parts;
    }

    /**
     * Reads all pages, unless a reading is in progress.
     *
     * @return completes when that is done, with the failure or with {@code null}; never exceptionally
     */
    CompletableFuture<@Nullable SecretFetchException> list(Purpose purpose) {
        ListingRun begun;
        synchronized (this) {
            if (run != null) {
                return run.done();
            }
            begun = begin(purpose);
        }
        ask(begun, null);
        return begun.done();
    }

    private ListingRun begin(Purpose purpose) {
        ListingRun begun = new ListingRun(listing, purpose);
        run = begun;
        return begun;
    }

    /**
     * Brings a parameter to a read that waits for it, with the page that is asked for. What is not on that page is fetched
     * by itself, and so is everything when the path fails; but when it is throttled the read fails, and reads begin
     * nothing until the path has rested.
     *
     * @param fetch of a parameter below the path
     */
    void carry(InFlightFetch fetch) {
        ListingRun carrying = null;
        SecretFetchException refusal = null;
        boolean begins = false;
        synchronized (this) {
            long now = parts.context.time().now();
            if (run == null && now < retryAt) {
                refusal = failure;
            } else if (run != null || now >= freshUntil) {
                begins = run == null;
                carrying = run == null ? begin(Purpose.READ) : run;
                carrying.carry(fetch);
            }
        }
        if (refusal != null) {
            parts.fetches.refuse(fetch, refusal);
        } else if (carrying == null) {
            parts.fetches.beginAgain(fetch);
        } else if (begins) {
            ask(carrying, null);
        } else {
            parts.fetches.promote(fetch, Purpose.READ);
        }
    }

    /** Whether a parameter is below it. */
    boolean isAbove(SecretId id) {
        return listing instanceof ListedPath path
                && id.group().equals(path.group())
                && id.name().startsWith(path.path());
    }

    /** Whether reads get what is below it from it: it is being read, it is due, or it rests because it was throttled. */
    synchronized boolean isBringing(long now) {
        boolean isWell = failure == null || failure.reason() == Reason.THROTTLED;
        return isWell && parts.context.rule().isCached(subject) && (run != null || now >= freshUntil);
    }

    /** Whether it should be read now. */
    synchronized boolean isDue(long now) {
        return run == null && parts.context.rule().isCached(subject) && now >= Math.max(freshUntil, retryAt);
    }

    /**
     * Whether what it found is not to be refreshed by itself: because reading it brings the values, or because it is being
     * read, and what is gone then needs no value.
     */
    synchronized boolean isRefreshing() {
        boolean bringsValues = listing instanceof ListedPath;
        return bringsValues ? failure == null || !failure.reason().isDefinitive() : run != null;
    }

    /** Whether it is being read. */
    synchronized boolean isListing() {
        return run != null;
    }

    synchronized ListingStatus status() {
        WallTime time = parts.context.time();
        boolean isKnown = listedAt != Long.MIN_VALUE;
        return new ListingStatus(
                listing,
                members.size(),
                isKnown ? time.toInstant(listedAt) : null,
                isKnown || failures > 0 ? time.toInstant(Math.max(freshUntil, retryAt)) : null,
                failure == null ? null : failure.reason());
    }

    /** Draws anew the time when it is due. */
    synchronized void drawAnew() {
        if (listedAt != Long.MIN_VALUE) {
            freshUntil = parts.context.rule().freshUntil(listing, listedAt);
        }
    }

    void close() {
        ListingRun current;
        synchronized (this) {
            current = run;
        }
        if (current != null) {
            fail(current, Failures.closed(), false);
        }
    }

    long limitMillis() {
        return parts.calls.limitMillis(subject);
    }

    private void ask(ListingRun asking, @Nullable String pageToken) {
        try {
            Bulkhead bulkhead = parts.calls.bulkheadOf(subject);
            PageCall call = new PageCall(asking.turn(), pageToken, bulkhead, this);
            asking.by(call);
            if (bulkhead.submit(call) != Bulkhead.Admission.TAKEN) {
                fail(asking, Failures.probed(subject, bulkhead.name(), bulkhead.lastFailure()), false);
            }
        } catch (RuntimeException e) {
            fail(asking, Failures.of(subject, e), false);
        }
    }

    @Override
    public void returned(SourceCall call, Map<SecretId, FetchOutcome> outcomes, Timeliness when) {
        ListingRun current = current(call);
        if (current == null || !when.isInTime()) {
            return;
        }
        ListingPage page = ((PageCall) call).page();
        if (page == null) {
            outcomes.values().forEach(outcome -> {
                if (outcome instanceof FetchOutcome.Failed failed) {
                    fail(current, failed.cause(), when.counts());
                }
            });
            return;
        }
        Map<SecretId, ListingPage.Found> found = found(page);
        String tooMuch = refusalOf(current, found);
        if (tooMuch != null) {
            fail(current, tooMuch(current.seen().size() + found.size(), tooMuch), true);
            return;
        }
        take(current, found, call);
        if (page.next() == null) {
            succeed(current);
        } else if (current.pages() >= MOST_PAGES) {
            fail(current, endless(), true);
        } else {
            ask(current, page.next());
        }
    }

    /** What is on a page, but for what is listed by itself under its ARN: that has an entry. */
    private Map<SecretId, ListingPage.Found> found(ListingPage page) {
        Map<SecretId, ListingPage.Found> found = new LinkedHashMap<>();
        for (ListingPage.Found one : page.found()) {
            SecretId id = SecretId.of(listing.kind(), one.name()).inGroup(listing.group());
            SecretId byArn = id.named(one.arn());
            if (byArn == null || !parts.context.listed().isNamed(byArn)) {
                found.put(id, one);
            }
        }
        return found;
    }

    private @Nullable String refusalOf(ListingRun current, Map<SecretId, ListingPage.Found> found) {
        Map<SecretId, Integer> weights = new HashMap<>();
        current.seen().forEach(id -> weights.put(id, Entry.LEAST_WEIGHT));
        found.forEach(
                (id, one) -> weights.put(id, one.value() == null ? Entry.LEAST_WEIGHT : Entry.weightOf(one.value())));
        return parts.store.refusalOf(weights);
    }

    private void take(ListingRun current, Map<SecretId, ListingPage.Found> page, SourceCall call) {
        current.turned(page.keySet(), call.begunAt());
        Map<SecretId, InFlightFetch> carried = current.unload();
        page.forEach((id, one) -> {
            parts.context.listed().add(id, listing);
            if (one.value() != null) {
                InFlightFetch awaited = carried.remove(id);
                InFlightFetch fetch =
                        awaited == null ? new InFlightFetch(id, current.purpose(), call.begunAt()) : awaited;
                parts.fetches.settle(fetch, new FetchOutcome.Fetched(one.value()), call, true);
            }
        });
        carried.values().forEach(parts.fetches::beginAgain);
    }

    private @Nullable ListingRun current(SourceCall call) {
        synchronized (this) {
            return run != null && call instanceof PageCall page && page.isOf(run.turn()) ? run : null;
        }
    }

    @Override
    public void givenUp(SourceCall call, boolean held) {
        fail(current(call), Failures.timedOut(subject, limitMillis()), held);
    }

    @Override
    public void notMade(SourceCall call) {
        fail(current(call), Failures.noThread(subject), false);
    }

    /** Does not happen: a page is not asked for by reads alone. */
    @Override
    public void forgotten(SourceCall call) {
        notMade(call);
    }

    @Override
    public void dropped(SourceCall call) {
        Bulkhead bulkhead = call.route().bulkhead();
        fail(current(call), Failures.probed(subject, bulkhead.name(), bulkhead.lastFailure()), false);
    }

    private void succeed(ListingRun ended) {
        synchronized (this) {
            if (run != ended) {
                return;
            }
            Set<SecretId> gone = new HashSet<>(members);
            gone.removeAll(ended.seen());
            drop(gone, gone());
            members = ended.seen();
            failure = null;
            failures = 0;
            listedAt = ended.begunAt();
            freshUntil = parts.context.rule().freshUntil(listing, listedAt);
            run = null;
        }
        ended.unload().values().forEach(parts.fetches::beginAgain);
        var unused = parts.prefetch
                .apply(ended.seen())
                .thenAccept(LiveListing.this::tell)
                .whenComplete((nothing, e) -> ended.done().complete(null));
    }

    /** What was found and cannot be read: nobody else asked for it. */
    private void tell(Map<SecretId, SecretFetchException> unread) {
        if (unread.isEmpty() || unread.values().stream().anyMatch(cause -> cause.reason() == Reason.CLOSED)) {
            return;
        }
        String some = unread.entrySet().stream()
                .limit(MOST_FAILURES_TOLD)
                .map(one -> one.getKey().name() + " (" + one.getValue().reason() + ")")
                .collect(Collectors.joining(", "));
        Log.warning(
                "of the " + listing.described() + ", " + unread.size() + " could not be fetched and are tried again: "
                        + some + (unread.size() > MOST_FAILURES_TOLD ? ", …" : "") + "; the first says: "
                        + unread.values().iterator().next().getMessage());
    }

    /** @param held whether the listing rests for it */
    private void fail(@Nullable ListingRun ended, SecretFetchException cause, boolean held) {
        synchronized (this) {
            if (ended == null || run != ended) {
                return;
            }
            run = null;
            failure = cause;
            Set<SecretId> known = new HashSet<>(members);
            if (cause.reason().isDefinitive()) {
                Set<SecretId> tried = new HashSet<>(ended.seen());
                tried.removeAll(members);
                drop(tried, cause);
            } else {
                known.addAll(ended.seen());
            }
            members = known;
            if (held && (cause.reason().isDefinitive() || ended.purpose() != Purpose.WARM_UP)) {
                long now = parts.context.time().now();
                failures = Math.min(failures + 1, 1_000);
                retryAt = retryAt(cause, now);
            }
        }
        if (held && ended.purpose() == Purpose.REFRESH) {
            Log.warning("the " + listing.described() + " could not be listed (" + cause.reason()
                    + "), so those known stay in use: " + cause.getMessage());
        }
        PageCall last = ended.call();
        for (InFlightFetch carried : ended.unload().values()) {
            if (last != null && cause.reason() == Reason.THROTTLED) {
                parts.fetches.settle(carried, new FetchOutcome.Failed(cause), last, held);
            } else {
                parts.fetches.beginAgain(carried);
            }
        }
        ended.done().complete(cause);
    }

    /** What is refused for good is asked for again at each ttl, as a refused batch is, for its parameters are read meanwhile. */
    private long retryAt(SecretFetchException cause, long now) {
        long rested = now + parts.context.rule().backoff().restMillis(failures, now);
        return cause.reason().isDefinitive()
                ? Math.max(rested, parts.context.rule().freshUntil(listing, now))
                : rested;
    }

    private void drop(Set<SecretId> ids, SecretFetchException why) {
        for (SecretId id : ids) {
            if (parts.context.listed().remove(id, listing)) {
                parts.store.drop(id, why);
            }
        }
    }

    private SecretFetchException gone() {
        return new SecretFetchException(Reason.NOT_FOUND, "it is no longer one of the " + listing.described(), null);
    }

    private SecretFetchException tooMuch(int found, String reason) {
        return new SecretFetchException(
                Reason.INVALID_REQUEST,
                "the " + listing.described() + " do not fit: at the " + found + "th of them " + reason
                        + ": raise it, or list less; nothing else was dropped for them",
                null);
    }

    private SecretFetchException endless() {
        return new SecretFetchException(
                Reason.SERVICE_FAILED,
                "the " + listing.described() + " have more than " + MOST_PAGES
                        + " pages: check the endpoint, or list less",
                null);
    }
}
