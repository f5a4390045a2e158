package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The reads for one request of the environment: waits for the variables that are not optional, and retries transient
 * failures, until all have arrived, one is refused, or the time is over. Used on the I/O thread.
 */
final class EnvironmentReads {
    /** Lambda gives the start of an environment 10 s. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final ReaderRequest request;
    private final Served served;
    private final IoThread thread;
    private final CompletableFuture<Void> late = new CompletableFuture<>();
    private final Map<SecretId, CompletableFuture<Outcome>> reads = new LinkedHashMap<>();

    EnvironmentReads(ReaderRequest request, Served served) {
        this.request = request;
        this.served = served;
        this.thread = new IoThread(request.exchange().getIoThread());
    }

    /** The result of a read: a value or a failure. Holds a secret, so it is not a record. */
    static final class Outcome {
        private final @Nullable CachedSecret secret;
        private final @Nullable SecretFetchException failure;

        private Outcome(@Nullable CachedSecret secret, @Nullable SecretFetchException failure) {
            this.secret = secret;
            this.failure = failure;
        }

        @Nullable
        CachedSecret secret() {
            return secret;
        }

        @Nullable
        SecretFetchException failure() {
            return failure;
        }
    }

    /** Continues when there is nothing left to wait for. */
    void await(Consumer<EnvironmentReads> next) {
        Runnable cancel = thread.executeAfter(LIMIT, () -> late.complete(null));
        readAndWait(ended -> {
            cancel.run();
            next.accept(ended);
        });
    }

    private void readAndWait(Consumer<EnvironmentReads> next) {
        for (EnvironmentVariable variable : served.options().environment()) {
            read(idOf(variable));
        }
        CompletableFuture<?> all = CompletableFuture.allOf(reads.values().toArray(CompletableFuture<?>[]::new));
        request.await(CompletableFuture.anyOf(all, late), ended -> {
            if (isWorthAnotherTry()) {
                CompletableFuture<Void> pause = new CompletableFuture<>();
                thread.executeAfter(PAUSE, () -> pause.complete(null));
                request.await(pause, over -> readAndWait(next));
            } else {
                next.accept(this);
            }
        });
    }

    private void read(SecretId id) {
        CompletableFuture<Outcome> known = reads.get(id);
        if (known == null || hasFailed(known)) {
            reads.put(id, served.cache().getAsync(id).handle((secret, failure) -> outcome(secret, failure)));
        }
    }

    private static Outcome outcome(@Nullable CachedSecret secret, @Nullable Throwable failure) {
        if (failure == null) {
            return new Outcome(secret, null);
        }
        return new Outcome(
                null,
                failure instanceof SecretFetchException fetch
                        ? fetch
                        : new SecretFetchException(Reason.SOURCE_FAILED, "the read failed unexpectedly", failure));
    }

    private static boolean hasFailed(CompletableFuture<Outcome> read) {
        return read.isDone() && read.join().failure() != null;
    }

    /** Retries only for variables that are not optional. */
    private boolean isWorthAnotherTry() {
        boolean mayPass = false;
        for (EnvironmentVariable variable : served.options().environment()) {
            SecretFetchException failure = outcome(variable).failure();
            if (failure != null && !variable.optional()) {
                if (!failure.reason().isTransient()) {
                    return false;
                }
                mayPass = true;
            }
        }
        return mayPass && !late.isDone();
    }

    /** {@return the result of the read for a variable; a time-out, if it has not ended} */
    Outcome outcome(EnvironmentVariable variable) {
        CompletableFuture<Outcome> read = reads.get(idOf(variable));
        if (read != null && read.isDone()) {
            return read.join();
        }
        String message = variable.source() + " did not come within " + LIMIT.toSeconds() + " s";
        return new Outcome(null, new SecretFetchException(Reason.TIMED_OUT, message, null));
    }

    private SecretId idOf(EnvironmentVariable variable) {
        return variable.id(served.cache());
    }
}
