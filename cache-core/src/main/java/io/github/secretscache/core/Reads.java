package io.github.secretscache.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The path of a read: finds the entry, asks the rule, and waits if the rule says so. Thread-safe. */
final class Reads {
    private static final long SLICE_MILLIS = 100;

    private final CacheContext context;
    private final EntryStore store;
    private final ReadFetches fetches;
    private final Deadlines deadlines;

    Reads(CacheContext context, EntryStore store, ReadFetches fetches, Deadlines deadlines) {
        this.context = context;
        this.store = store;
        this.fetches = fetches;
        this.deadlines = deadlines;
    }

    /** A read that never waits: {@code null} if another read would wait. A hit allocates nothing. */
    @Nullable
    CachedSecret now(SecretId id) {
        long now = context.time().now();
        Entry entry = store.find(id);
        if (entry == null) {
            return null;
        }
        ReadDecision decision = decide(entry, now);
        if (decision == ReadDecision.FRESH) {
            context.counters().hits.increment();
            return entry.fresh(context.time());
        }
        if (decision == ReadDecision.STALE_AND_DUE) {
            refresh(entry.id());
        } else if (decision != ReadDecision.STALE) {
            return null;
        }
        context.counters().staleHits.increment();
        return entry.stale(context.time());
    }

    /** A read that waits. */
    CachedSecret blocking(SecretId id) {
        CachedSecret cached = now(id);
        return cached != null ? cached : await(id, async(id));
    }

    /** A read that completes when it has an answer. */
    CompletableFuture<CachedSecret> async(SecretId id) {
        Read read = new Read(id, new CompletableFuture<>(), context.time().now());
        try {
            answer(read);
        } catch (SecretFetchException e) {
            read.answer.completeExceptionally(e);
        }
        return read.answer;
    }

    /** Waits for an answer, and makes sure that it comes: the clock may jump while this thread waits. */
    private CachedSecret await(SecretId id, CompletableFuture<CachedSecret> answer) {
        while (true) {
            try {
                return answer.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                deadlines.check();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Failures.interrupted(id);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SecretFetchException failure) {
                    throw Failures.again(failure);
                }
                throw new IllegalStateException("a read of " + id.name() + " ended in an unexpected way", e);
            }
        }
    }

    /** Starts a refresh in the background, if none is in flight. */
    private void refresh(SecretId id) {
        deadlines.check();
        try {
            var unused = fetches.refresh(id);
        } catch (SecretFetchException closed) {
            // Nobody waits for it.
        }
    }

    private record Read(SecretId id, CompletableFuture<CachedSecret> answer, long begunAt) {}

    private void answer(Read read) {
        CachedSecret cached = now(read.id);
        if (cached != null) {
            read.answer.complete(cached);
            return;
        }
        deadlines.check();
        Entry held = store.find(read.id);
        ReadDecision decision = decide(held, context.time().now());
        switch (decision) {
            case WAIT, WAIT_BRIEFLY ->
                fetch(read, held == null ? read.id : held.id(), held, decision == ReadDecision.WAIT_BRIEFLY);
            case REFUSE -> refuse(read, held == null ? null : held.failure());
            // Another thread has fetched it meanwhile.
            case FRESH, STALE, STALE_AND_DUE -> answer(read);
        }
    }

    private void fetch(Read read, SecretId key, @Nullable Entry held, boolean briefly) {
        InFlightFetch fetch = fetches.fetch(key);
        if (!fetch.isDone()) {
            long left = read.begunAt + context.limits().requestTimeoutMillis(read.id) - now();
            endWith(read.answer, deadlines.in(left, () -> expire(read, fetch)));
            if (briefly) {
                long patience = fetch.askedAt() + context.limits().patienceMillis(read.id) - now();
                endWith(read.answer, deadlines.in(patience, () -> answerOld(read, held)));
                var unused = fetch.awaited().thenRun(() -> answerOld(read, held));
            }
        }
        var unused = fetch.thenAccept(landed -> land(read, held, landed)).exceptionally(e -> {
            Throwable cause = e.getCause();
            read.answer.completeExceptionally(e instanceof CompletionException && cause != null ? cause : e);
            return null;
        });
    }

    private static void endWith(CompletableFuture<?> answer, Deadlines.Deadline deadline) {
        var unused = answer.whenComplete((secret, e) -> deadline.cancel());
    }

    private void expire(Read read, InFlightFetch fetch) {
        context.counters().misses.increment();
        read.answer.completeExceptionally(
                fetch.lateness(read.id, read.begunAt, context.limits().requestTimeoutMillis(read.id)));
    }

    /** The fetch is not quick; meanwhile another one may have renewed or dropped the entry that this read found. */
    private void answerOld(Read read, @Nullable Entry held) {
        Entry known = held == null ? null : store.known(held.id());
        boolean isUsable = known != null && context.rule().isUsable(known, now());
        if (known != null && held != null && isUsable && isOf(read, known, held) && !read.answer.isDone()) {
            answer(read, known);
        }
    }

    private void land(Read read, @Nullable Entry held, Entry landed) {
        long now = now();
        Entry.Failure failure = landed.failure();
        boolean isRefused = failure != null && failure.cause().reason().isDefinitive();
        if (read.answer.isDone()) {
            return;
        }
        if (held != null && !held.id().equals(read.id) && (isRefused || !landed.isSameSecretAs(held))) {
            // The name was an alias of a secret that was deleted: it may be the name of a new secret now.
            fetch(read, read.id, null, false);
        } else if (failure == null && isJustFetched(read, landed, now)) {
            context.counters().misses.increment();
            boolean isStale = context.rule().isCached(landed.id()) && decide(landed, now) != ReadDecision.FRESH;
            read.answer.complete(isStale ? landed.stale(context.time()) : landed.fresh(context.time()));
        } else if (context.rule().isUsable(landed, now)) {
            answer(read, landed);
        } else {
            refuse(read, failure);
        }
    }

    /**
     * Whether a value may be served: within its own limit or, if that is shorter than a fetch takes, within the
     * read's.
     */
    private boolean isJustFetched(Read read, Entry landed, long now) {
        return landed.hasValue()
                && (context.rule().isUsable(landed, now)
                        || now <= read.begunAt + context.limits().requestTimeoutMillis(read.id));
    }

    private void answer(Read read, Entry entry) {
        if (decide(entry, now()) == ReadDecision.FRESH) {
            context.counters().misses.increment();
            read.answer.complete(entry.fresh(context.time()));
        } else {
            context.counters().staleHits.increment();
            read.answer.complete(entry.stale(context.time()));
        }
    }

    /** Whether an entry still belongs to the secret that the read found under another name. */
    private static boolean isOf(Read read, Entry known, Entry held) {
        return known.id().equals(read.id) || held.isSameSecretAs(known);
    }

    private void refuse(Read read, Entry.@Nullable Failure failure) {
        context.counters().misses.increment();
        read.answer.completeExceptionally(
                failure == null
                        ? Failures.timedOut(read.id, context.limits().requestTimeoutMillis(read.id))
                        : Failures.again(failure.cause()));
    }

    private ReadDecision decide(@Nullable Entry entry, long now) {
        return context.rule().decide(entry, now);
    }

    private long now() {
        return context.time().now();
    }
}
