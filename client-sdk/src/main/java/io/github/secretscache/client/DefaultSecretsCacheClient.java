package io.github.secretscache.client;

import io.github.secretscache.client.Answer.Failure;
import io.github.secretscache.client.Answer.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Near cache, then one read for all who wait, then the caller's fall-back. */
final class DefaultSecretsCacheClient implements SecretsCacheClient {
    private final NearCache nearCache;
    private final SingleFlight flights = new SingleFlight();
    private final SecretReader reader;
    private final @Nullable Function<String, Secret> fallback;
    private final Duration callTimeout;
    private final InstantSource clock;
    private final String description;

    DefaultSecretsCacheClient(ClientSettings settings, Protocol protocol, Pause pause) {
        this.nearCache = new NearCache(settings.nearCacheSize(), settings.clock());
        this.reader = new SecretReader(settings, protocol, pause);
        this.fallback = settings.fallback();
        this.callTimeout = settings.callTimeout();
        this.clock = settings.clock();
        this.description = "SecretsCacheClient[endpoint=" + settings.endpoint() + "]";
    }

    @Override
    public Secret get(String name) {
        Objects.requireNonNull(name, "name");
        Secret kept = nearCache.fresh(name);
        return kept != null ? kept : orFallback(name, join(SecretRequest.of(name)));
    }

    @Override
    public Secret refresh(String name) {
        SecretRequest request = new SecretRequest(name, null, true);
        flights.forget(request.key());
        return orFallback(name, read(request));
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        SecretRequest request = new SecretRequest(name, Objects.requireNonNull(versionStage, "versionStage"), false);
        Secret kept = nearCache.fresh(request.key());
        return kept != null ? kept : join(request).secretOrThrow();
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
        String problem = Thread.currentThread().isInterrupted()
                ? "the thread was interrupted while it waited."
                : "another thread's read of it took longer than " + callTimeout
                        + ". The log of the extension says more; builder().callTimeout(...) waits longer.";
        return new Failure(
                Kind.UNAVAILABLE,
                false,
                request.name(),
                "Secret \"" + request.name() + "\" is not available: " + problem,
                null);
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

    @Override
    public String toString() {
        return description;
    }
}
