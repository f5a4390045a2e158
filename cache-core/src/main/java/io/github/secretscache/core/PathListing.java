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
     * @param fetches store the result of a call
     * @param calls makes its calls
     */
    record Parts(CacheContext context, EntryStore store, Fetches fetches, SourceCalls calls) {}

    private final ListedPath path;
    private final SecretId subject;
    private final Parts parts;
    private Set<SecretId> members = Set.of();
    private @Nullable PathRun run;
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
        PathRun begun;
        synchronized (this) {
            if (run != null) {
                return run.done();
            }
            begun = begin(purpose);
        }
        ask(begun, null);
        return begun.done();
    }

    private PathRun begin(Purpose purpose) {
        PathRun begun = new PathRun(path, purpose);
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
        PathRun carrying = null;
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
            Fetches.promote(fetch, Purpose.READ);
        }
    }

    /** Whether a parameter is below it. */
    boolean isAbove(SecretId id) {
        return id.group().equals(path.group()) && id.name().startsWith(path.path());
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
        PathRun current;
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

    private void ask(PathRun asking, @Nullable String pageToken) {
        try {
            Bulkhead bulkhead = parts.calls.bulkheadOf(subject);
            PageCall call = new PageCall(asking.listing(), pageToken, bulkhead, this);
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
        PathRun current = current(call);
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
            fail(current, tooMuch(current.seen().size() + values.size(), tooMuch), true);
            return;
        }
        take(current, values, call);
        String next = ((PageCall) call).next();
        if (next == null) {
            succeed(current);
        } else if (current.pages() >= MOST_PAGES) {
            fail(current, endless(), true);
        } else {
            ask(current, next);
        }
    }

    private void take(PathRun current, Map<SecretId, SecretValue> page, SourceCall call) {
        current.turned(page.keySet(), call.begunAt());
        Map<SecretId, InFlightFetch> carried = current.unload();
        page.forEach((id, value) -> {
            parts.context.listed().add(id, path);
            InFlightFetch awaited = carried.remove(id);
            InFlightFetch fetch = awaited == null ? new InFlightFetch(id, current.purpose(), call.begunAt()) : awaited;
            parts.fetches.settle(fetch, new FetchOutcome.Fetched(value), call, true);
        });
        carried.values().forEach(parts.fetches::beginAgain);
    }

    private @Nullable PathRun current(SourceCall call) {
        synchronized (this) {
            return run != null && call instanceof PageCall page && page.isOf(run.listing()) ? run : null;
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

    private void succeed(PathRun ended) {
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
            freshUntil = parts.context.rule().freshUntil(path, listedAt);
            run = null;
        }
        ended.unload().values().forEach(parts.fetches::beginAgain);
        ended.done().complete(null);
    }

    /** @param held whether the path rests for it */
    private void fail(@Nullable PathRun ended, SecretFetchException cause, boolean held) {
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
            Log.warning("the parameters below " + path.path() + " could not be listed (" + cause.reason()
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
                ? Math.max(rested, parts.context.rule().freshUntil(path, now))
                : rested;
    }

    private void drop(Set<SecretId> ids, SecretFetchException why) {
        for (SecretId id : ids) {
            if (parts.context.listed().remove(id, path)) {
                parts.store.drop(id, why);
            }
        }
    }

    private SecretFetchException gone() {
        return new SecretFetchException(
                Reason.NOT_FOUND, "the parameter is no longer below the listed path " + path.path(), null);
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
