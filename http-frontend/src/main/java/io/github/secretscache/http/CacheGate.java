package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where requests wait until there is a cache to read. Thread-safe. */
final class CacheGate {
    private final CompletableFuture<Served> opened = new CompletableFuture<>();
    private volatile boolean closed;

    void open(Served served) {
        if (!opened.complete(served)) {
            throw new IllegalStateException("this frontend already serves a cache or is closed");
        }
    }

    /** Ends the waiting requests with an error. */
    void close() {
        closed = true;
        opened.completeExceptionally(new SecretFetchException(
                Reason.CLOSED, "The secrets cache is shutting down before it was ready to serve.", null));
    }

    /** Lets a request through once there is a cache to read. An earlier request waits; no reader gets "not ready". */
    void whenOpen(ReaderRequest request, BiConsumer<ReaderRequest, Served> next) {
        Served served = servedIfOpen();
        if (served == null) {
            request.await(opened, late -> next.accept(request, late));
        } else {
            next.accept(request, served);
        }
    }

    /** {@return whether reads are answered: false before there is a cache, and after the end} */
    boolean isOpen() {
        return servedIfOpen() != null && !closed;
    }

    /** {@return what is served, or {@code null} if nothing is served yet, or no longer} */
    private @Nullable Served servedIfOpen() {
        return opened.isCompletedExceptionally() ? null : opened.getNow(null);
    }

    /** {@return whose dialect the AWS-compatible paths speak} */
    AwsProfile awsProfile() {
        Served served = servedIfOpen();
        return served == null ? AwsProfile.AGENT : served.options().awsProfile();
    }

    /** {@return the roles that readers may name, or {@code null} if they may not} */
    @Nullable
    NamedRoles roles() {
        Served served = servedIfOpen();
        return served == null ? null : served.roles();
    }
}
