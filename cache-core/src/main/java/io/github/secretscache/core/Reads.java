package io.github.secretscache.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The path of a read: finds the entry, asks the rule, and waits where the rule says so. Thread-safe. */
final class Reads {
    private static final long SLICE_MILLIS = 100;

    private final EntryStore store;
    private final Fetches fetches;
    private final FreshnessRule rule;
    private final WallTime time;
    private final Timer timer;
    private final Limits limits;
    private final Counters counters;

    Reads(
            EntryStore store,
            Fetches fetches,
            FreshnessRule rule,
            WallTime time,
            Timer timer,
            Limits limits,
            Counters counters) {
        this.store = store;
        this.fetches = fetches;
        this.rule = rule;
        this.time = time;
        this.timer = timer;
        this.limits = limits;
        this.counters = counters;
    }

    /** A read that never waits: {@code null} where another one would. A hit allocates nothing. */
    @Nullable
    CachedSecret now(SecretId id) {
        long now = time.now();
        Entry entry = store.find(id);
        if (entry == null) {
            return null;
        }
        Verdict verdict = rule.verdict(entry, now);
        if (verdict == Verdict.FRESH) {
            counters.hits.increment();
            return entry.fresh(time);
        }
        if (verdict == Verdict.STALE_AND_DUE) {
            refresh(entry.id());
        } else if (verdict != Verdict.STALE) {
            return null;
        }
        counters.staleHits.increment();
        return entry.stale(time);
    }

    /** A read that waits. */
    CachedSecret blocking(SecretId id) {
        CachedSecret cached = now(id);
        return cached != null ? cached : await(id, async(id));
    }

    /** A read that completes when it has an answer. */
    CompletableFuture<CachedSecret> async(SecretId id) {
        CompletableFuture<CachedSecret> answer = new CompletableFuture<>();
        try {
            answer(new Read(id, answer, time.now() + limits.requestTimeoutMillis()));
        } catch (SecretFetchException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    /** Waits for an answer, and makes sure that it comes: the clock may jump while this thread waits. */
    CachedSecret await(SecretId id, CompletableFuture<CachedSecret> answer) {
        while (true) {
            try {
                return answer.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                fetches.giveUpOverdue();
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
        fetches.giveUpOverdue();
        try {
            CompletableFuture<Entry> unused = store.fetch(id, true);
        } catch (SecretFetchException closed) {
            // Nobody waits for it.
        }
    }

    private record Read(SecretId id, CompletableFuture<CachedSecret> answer, long deadline) {}

    private void answer(Read read) {
        CachedSecret cached = now(read.id);
        if (cached != null) {
            read.answer.complete(cached);
            return;
        }
        fetches.giveUpOverdue();
        Entry held = store.find(read.id);
        Verdict verdict = rule.verdict(held, time.now());
        switch (verdict) {
            case WAIT, WAIT_BRIEFLY ->
                fetch(read, held == null ? read.id : held.id(), held, verdict == Verdict.WAIT_BRIEFLY);
            case REFUSE -> refuse(read, held == null ? null : held.failure());
            // Another thread has brought it meanwhile.
            case FRESH, STALE, STALE_AND_DUE -> answer(read);
        }
    }

    private void fetch(Read read, SecretId key, @Nullable Entry held, boolean briefly) {
        CompletableFuture<Entry> flight =
                rule.isCached(key) ? store.fetch(key, held != null && held.hasValue()) : fetches.join(key);
        if (briefly && flight instanceof Flight known) {
            after(known.soon(), read, () -> settle(read, held, flight));
        } else {
            after(flight, read, () -> settle(read, held, flight));
        }
    }

    private void settle(Read read, @Nullable Entry held, CompletableFuture<Entry> flight) {
        Entry landed = flight.getNow(null);
        long now = time.now();
        if (landed != null) {
            land(read, held, landed, now);
            return;
        }
        // Another fetch may have renewed or ended meanwhile what this read found.
        Entry known = held == null ? null : store.known(held.id());
        if (known != null && held != null && rule.isUsable(known, now) && isOf(read, known, held)) {
            answerOld(read, known, now);
        } else {
            after(flight, read, () -> settle(read, held, flight));
        }
    }

    private void land(Read read, @Nullable Entry held, Entry landed, long now) {
        Entry.Failure failure = landed.failure();
        boolean isRefused = failure != null && failure.cause().reason().isDefinitive();
        if (held != null && !held.id().equals(read.id) && (isRefused || !landed.isSameSecretAs(held))) {
            fetchByItself(read);
        } else if (failure == null && isJustFetched(read, landed, now)) {
            counters.misses.increment();
            boolean isStale = rule.isCached(landed.id()) && rule.verdict(landed, now) != Verdict.FRESH;
            read.answer.complete(isStale ? landed.stale(time) : landed.fresh(time));
        } else if (rule.isUsable(landed, now)) {
            answerOld(read, landed, now);
        } else {
            refuse(read, failure);
        }
    }

    /** Whether a value may be served: within its bound or, where that is shorter than a fetch takes, within the read's. */
    private boolean isJustFetched(Read read, Entry landed, long now) {
        return landed.hasValue() && (rule.isUsable(landed, now) || now <= read.deadline);
    }

    private void answerOld(Read read, Entry entry, long now) {
        if (rule.verdict(entry, now) == Verdict.FRESH) {
            counters.misses.increment();
            read.answer.complete(entry.fresh(time));
        } else {
            counters.staleHits.increment();
            read.answer.complete(entry.stale(time));
        }
    }

    /** Whether an entry is still of the secret that the read found under another name. */
    private static boolean isOf(Read read, Entry known, Entry held) {
        return known.id().equals(read.id) || held.isSameSecretAs(known);
    }

    /** The name read was another name of a secret that is gone: it may be the name of a new one now. */
    private void fetchByItself(Read read) {
        long left = read.deadline - time.now();
        timer.schedule(Math.max(0, left), () -> {
            read.answer.completeExceptionally(Failures.timedOut(read.id, limits.requestTimeoutMillis()));
        });
        try {
            fetch(read, read.id, null, false);
        } catch (SecretFetchException e) {
            read.answer.completeExceptionally(e);
        }
    }

    private static void after(CompletableFuture<?> event, Read read, Runnable step) {
        CompletableFuture<?> unused = event.thenRun(step).exceptionally(e -> {
            Throwable cause = e.getCause();
            read.answer.completeExceptionally(e instanceof CompletionException && cause != null ? cause : e);
            return null;
        });
    }

    private void refuse(Read read, Entry.@Nullable Failure failure) {
        counters.misses.increment();
        read.answer.completeExceptionally(
                failure == null
                        ? Failures.timedOut(read.id, limits.requestTimeoutMillis())
                        : Failures.again(failure.cause()));
    }
}
