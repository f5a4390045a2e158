package io.github.secretscache.client;

import io.github.secretscache.client.Answer.Failure;
import io.github.secretscache.client.Answer.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Near cache, then one read for all who wait, then the caller's fall-back. */
final class DefaultSecretsCacheClient implements SecretsCacheClient {
    private final NearCache nearCache;
    private final SingleFlight flights = new SingleFlight();
    private final SecretReader reader;
    private final @Nullable Function<String, Secret> fallback;
    private final Duration callTimeout;
    private final InstantSource clock;
    private final Rotation rotation;
    private final String description;

    /** Held for CRaC, which refers to it weakly. */
    @SuppressWarnings("unused")
    private final @Nullable Object checkpointHook;

    DefaultSecretsCacheClient(ClientSettings settings, Pause pause) {
        this.nearCache = new NearCache(settings.nearCacheSize(), settings.clock());
        this.reader = new SecretReader(settings, pause);
        this.fallback = settings.fallback();
        this.callTimeout = settings.callTimeout();
        this.clock = settings.clock();
        this.rotation = new Rotation(new Refreshing(), settings.rotation(), clock, pause);
        this.checkpointHook = OptionalLibrary.CRAC.isPresent() ? CheckpointHook.register(nearCache) : null;
        this.description = "SecretsCacheClient[" + settings.server() + "]";
    }

    @Override
    public Secret get(String name) {
        Objects.requireNonNull(name, "name");
        Secret kept = nearCache.fresh(name);
        return kept != null ? kept : orFallback(name, join(SecretRequest.of(name)));
    }

    @Override
    public Secret refresh(String name) {
        return orFallback(name, readAnew(new SecretRequest(name, null, true)));
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        SecretRequest request = new SecretRequest(name, Objects.requireNonNull(versionStage, "versionStage"), false);
        Secret kept = nearCache.fresh(request.key());
        return kept != null ? kept : join(request).secretOrThrow();
    }

    @Override
    public <T, R, X extends Exception> R useSecret(
            String name,
            Class<T> type,
            SecretAction<? super T, ? extends R, X> action,
            Predicate<? super Exception> isAuthFailure)
            throws X {
        return rotation.use(name, type, action, isAuthFailure);
    }

    /** A read that joins none that began before it, and that none after it joins in its stead. */
    private Answer readAnew(SecretRequest request) {
        flights.forget(request.key());
        return read(request);
    }

    /** One read for all threads that want the same secret now. */
    private Answer join(SecretRequest request) {
        Answer answer = flights.run(request.key(), Deadline.after(callTimeout, clock), () -> {
            Secret kept = nearCache.fresh(request.key()); // another flight may just have landed
            return kept != null ? new Answer.Success(kept, null) : read(request);
        });
        if (answer != null) {
            return answer;
        }
        return Thread.currentThread().isInterrupted()
                ? Failure.of(Kind.UNAVAILABLE, request, "the thread was interrupted while it waited", "Try again.")
                : Failure.of(
                        Kind.UNAVAILABLE,
                        request,
                        "another thread's read of it took longer than " + callTimeout,
                        "The log of the server says more; builder().callTimeout(...) waits longer.");
    }

    private Answer read(SecretRequest request) {
        long begun = nearCache.begin();
        Answer answer = reader.read(request, nearCache.held(request.key()));
        if (answer instanceof Answer.Success success) {
            nearCache.keep(request.key(), begun, success);
        } else if (answer instanceof Failure failure && failure.isDefinitive()) {
            nearCache.drop(request.key(), begun);
        }
        return answer;
    }

    private Secret orFallback(String name, Answer answer) {
        if (fallback == null || !(answer instanceof Failure failure) || failure.kind() != Kind.NOBODY_THERE) {
            return answer.secretOrThrow();
        }
        return Objects.requireNonNull(fallback.apply(name), "the fallback returned null");
    }

    /** What a rotation looks at: every version as the server fetches it now. */
    private final class Refreshing implements Rotation.Versions {
        @Override
        public Secret current(String name) {
            return get(name);
        }

        @Override
        public Secret refreshed(String name, @Nullable String versionStage) {
            return readAnew(new SecretRequest(name, versionStage, true)).secretOrThrow();
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
