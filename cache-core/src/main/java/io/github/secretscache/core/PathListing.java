package io.github.secretscache.core;

import io.github.secretscache.core.InFlightFetch.Purpose;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One listed path. It is read page by page; the parameters on a page are stored as listed ones, and those that no
 * longer exist are dropped. If reading fails for a transient reason, the known parameters stay as they are.
 * Thread-safe.
 */
final class PathListing implements CallReceiver {
    /** More pages than any account has parameters: the source does not end. */
    private static final int MOST_PAGES = 10_000;

    /**
     * What it works with.
     *
     * @param context the shared parts of the cache
     * @param store where parameters are
     * @param completion stores the result of a call
     * @param calls makes its calls
     */
    record Parts(CacheContext context, EntryStore store, FetchCompletion completion, SourceCalls calls) {}

    /** One reading of all pages. */
    private static final class Run {
        private final PageCall.Listing listing;
        private final Set<SecretId> seen = new HashSet<>();
        private final CompletableFuture<@Nullable SecretFetchException> done = new CompletableFuture<>();
        private long begunAt = Long.MAX_VALUE;
        private int pages;

        Run(PageCall.Listing listing) {
            this.listing = listing;
        }
    }

    private final ListedPath path;
    private final SecretId subject;
    private final Parts parts;
    private Set<SecretId> members = Set.of();
    private @Nullable Run run;
    private @Nullable SecretFetchException failure;
    private int failures;
    private long retryAt = Long.MIN_VALUE;
    private long listedAt = Long.MIN_VALUE;
    private long freshUntil = Long.MIN_VALUE;

    PathListing(ListedPath path, Parts parts) {
        this.path = path;
        this.subject = new PageCall.Listing(path, Purpose.WARM_UP).subject();
        this.parts = parts;
    }

    /**
     * Reads all pages, unless a reading is in progress.
     *
     * @return completes when that is done, with the failure or with {@code null}; never exceptionally
     */
    CompletableFuture<@Nullable SecretFetchException> list(Purpose purpose) {
        Run begun;
        synchronized (this) {
            if (run != null) {
                return run.done;
            }
            begun = new Run(new PageCall.Listing(path, purpose));
            run = begun;
        }
        ask(begun, null);
        return begun.done;
    }

    /** Whether it should be read now. */
    synchronized boolean isDue(long now) {
        return run == null && parts.context.rule().isCached(subject) && now >= Math.max(freshUntil, retryAt);
    }

    /** Whether a parameter below it is refreshed by reading the path, not by itself. */
    synchronized boolean isRefreshing() {
        return failure == null || !failure.reason().isDefinitive();
    }

    /** Whether it is being read. */
    synchronized boolean isListing() {
        return run != null;
    }

    synchronized PathStatus status() {
        WallTime time = parts.context.time();
        boolean isKnown = listedAt != Long.MIN_VALUE;
        return new PathStatus(
                path,
                members.size(),
                isKnown ? time.toInstant(listedAt) : null,
                isKnown || failures > 0 ? time.toInstant(Math.max(freshUntil, retryAt)) : null,
                failure == null ? null : failure.reason());
    }

    /** Draws anew the time when it is due. */
    synchronized void drawAnew() {
        if (listedAt != Long.MIN_VALUE) {
            freshUntil = parts.context.rule().freshUntil(path, listedAt);
        }
    }

    void close() {
        Run current;
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

    private void ask(Run asking, @Nullable String pageToken) {
        try {
            Bulkhead bulkhead = parts.calls.bulkheadOf(subject);
            PageCall call = new PageCall(asking.listing, pageToken, bulkhead, this);
            if (bulkhead.submit(call) != Bulkhead.Admission.TAKEN) {
                fail(asking, Failures.probed(subject, bulkhead.name(), bulkhead.lastFailure()), false);
            }
        } catch (RuntimeException e) {
            fail(asking, Failures.of(subject, e), false);
        }
    }

    @Override
    public void returned(SourceCall call, Map<SecretId, FetchOutcome> outcomes, Timeliness when) {
        Run current = current(call);
        if (current == null || !when.isInTime()) {
            return;
        }
        Map<SecretId, SecretValue> values = new LinkedHashMap<>();
        for (Map.Entry<SecretId, FetchOutcome> one : outcomes.entrySet()) {
            if (one.getValue() instanceof FetchOutcome.Fetched fetched) {
                values.put(one.getKey(), fetched.value());
            } else if (one.getValue() instanceof FetchOutcome.Failed failed) {
                fail(current, failed.cause(), when.counts());
                return;
            }
        }
        String tooMuch = parts.store.refusalOf(values);
        if (tooMuch != null) {
            fail(current, tooMuch(current.seen.size() + values.size(), tooMuch), true);
            return;
        }
        current.begunAt = Math.min(current.begunAt, call.begunAt());
        current.pages++;
        values.forEach((id, value) -> take(current, id, value, call));
        String next = ((PageCall) call).next();
        if (next == null) {
            succeed(current);
        } else if (current.pages >= MOST_PAGES) {
            fail(current, endless(), true);
        } else {
            ask(current, next);
        }
    }

    private void take(Run current, SecretId id, SecretValue value, SourceCall call) {
        current.seen.add(id);
        parts.context.listed().add(id, path);
        InFlightFetch fetch = new InFlightFetch(id, current.listing.purpose(), call.begunAt());
        boolean unused = parts.completion.succeed(fetch, value, call);
    }

    private @Nullable Run current(SourceCall call) {
        synchronized (this) {
            return run != null && call instanceof PageCall page && page.isOf(run.listing) ? run : null;
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

    @Override
    public void dropped(SourceCall call) {
        Bulkhead bulkhead = call.route().bulkhead();
        fail(current(call), Failures.probed(subject, bulkhead.name(), bulkhead.lastFailure()), false);
    }

    private void succeed(Run ended) {
        synchronized (this) {
            if (run != ended) {
                return;
            }
            Set<SecretId> gone = new HashSet<>(members);
            gone.removeAll(ended.seen);
            drop(gone);
            members = ended.seen;
            failure = null;
            failures = 0;
            listedAt = ended.begunAt;
            freshUntil = parts.context.rule().freshUntil(path, listedAt);
            run = null;
        }
        ended.done.complete(null);
    }

    /** @param held whether the path rests for it */
    private void fail(@Nullable Run ended, SecretFetchException cause, boolean held) {
        synchronized (this) {
            if (ended == null || run != ended) {
                return;
            }
            run = null;
            failure = cause;
            Set<SecretId> known = new HashSet<>(members);
            if (cause.reason().isDefinitive()) {
                Set<SecretId> tried = new HashSet<>(ended.seen);
                tried.removeAll(members);
                drop(tried);
            } else {
                known.addAll(ended.seen);
            }
            members = known;
            if (held && (cause.reason().isDefinitive() || ended.listing.purpose() != Purpose.WARM_UP)) {
                long now = parts.context.time().now();
                failures = Math.min(failures + 1, 1_000);
                retryAt = now + parts.context.rule().backoff().restMillis(failures, now);
            }
        }
        if (held && ended.listing.purpose() == Purpose.REFRESH) {
            Log.warning("the parameters below " + path.path() + " could not be listed (" + cause.reason()
                    + "), so those known stay in use: " + cause.getMessage());
        }
        ended.done.complete(cause);
    }

    private void drop(Set<SecretId> ids) {
        for (SecretId id : ids) {
            if (parts.context.listed().remove(id, path)) {
                parts.store.drop(id);
            }
        }
    }

    private SecretFetchException tooMuch(int parameters, String reason) {
        return new SecretFetchException(
                Reason.INVALID_REQUEST,
                "the parameters below " + path.path() + " do not fit: at the " + parameters + "th of them " + reason
                        + ": raise it, or list a narrower path; nothing else was dropped for them",
                null);
    }

    private SecretFetchException endless() {
        return new SecretFetchException(
                Reason.SERVICE_FAILED,
                "the parameters below " + path.path() + " have more than " + MOST_PAGES
                        + " pages: check the endpoint, or list a narrower path",
                null);
    }
}
