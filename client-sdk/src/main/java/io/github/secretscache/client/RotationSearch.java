package io.github.secretscache.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The search for a value that is accepted, after one was refused. Lives for one call. */
final class RotationSearch<T, R extends @Nullable Object, X extends Exception> {
    /** The server fetches a secret once a second at most. */
    private static final long FIRST_PAUSE_MILLIS = 1000;

    private static final long LAST_PAUSE_MILLIS = 3000;

    private final SecretRotation.Versions versions;
    private final RotationLimits limits;
    private final SecretUse<T, R, X> use;
    private final TimeBudget time;
    private final List<SecretContent> tried = new ArrayList<>();
    /** Why the last refresh brought nothing. */
    private @Nullable SecretsCacheException problem;
    /** Why the last value that was found cannot be used. */
    private @Nullable SecretsCacheException unusable;

    RotationSearch(SecretRotation.Versions versions, RotationLimits limits, SecretUse<T, R, X> use) {
        this.versions = versions;
        this.limits = limits;
        this.use = use;
        this.time = TimeBudget.of(limits.budget(), limits.clock());
    }

    /** {@return the result of the action with another value, or throws the last refusal} */
    R after(Secret refused, Exception firstRefusal) throws X {
        tried.add(refused.content());
        Exception refusal = firstRefusal;
        RetryPauses pauses = new RetryPauses(limits.pause(), time, FIRST_PAUSE_MILLIS, LAST_PAUSE_MILLIS);
        do {
            for (Function<Duration, @Nullable Secret> place : places()) {
                T value = isOver() ? null : look(place);
                if (value == null) {
                    continue;
                }
                try {
                    return use.action().run(value);
                } catch (Exception e) {
                    if (!use.isAuthFailure().test(e)) {
                        throw e;
                    }
                    refusal = e;
                }
            }
        } while (!isHopeless() && pauses.pause());
        throw told(refusal);
    }

    /**
     * First what the client holds, because another thread may have refreshed it; then the server; then the other
     * stages.
     */
    private List<Function<Duration, @Nullable Secret>> places() {
        List<Function<Duration, @Nullable Secret>> places = new ArrayList<>();
        places.add(limit -> versions.kept(use.name()));
        places.add(this::refreshed);
        limits.stages().forEach(stage -> places.add(limit -> versions.refreshed(use.name(), stage, limit)));
        return places;
    }

    private Secret refreshed(Duration limit) {
        problem = null;
        try {
            return versions.refreshed(use.name(), null, limit);
        } catch (SecretsCacheException e) {
            problem = e;
            throw e;
        }
    }

    /** {@return a value that was not tried yet, or null} */
    private @Nullable T look(Function<Duration, @Nullable Secret> place) {
        try {
            Secret secret = place.apply(left());
            if (secret == null || tried.stream().anyMatch(secret.content()::isSameAs)) {
                return null;
            }
            tried.add(secret.content());
            return decoded(secret);
        } catch (SecretsCacheException e) {
            return null;
        }
    }

    private T decoded(Secret secret) {
        try {
            return secret.as(use.type());
        } catch (SecretsCacheException e) {
            unusable = e;
            throw e;
        }
    }

    private Duration left() {
        return limits.looksOnce() ? TimeBudget.MAX : Duration.ofMillis(Math.max(1, time.remainingMillis()));
    }

    private boolean isOver() {
        return !limits.looksOnce() && time.remainingMillis() <= 0;
    }

    private boolean isHopeless() {
        return problem instanceof SecretNotFoundException || problem instanceof SecretAccessDeniedException;
    }

    @SuppressWarnings("unchecked") // the action threw it, so it is an X or unchecked
    private X told(Exception refusal) {
        for (SecretsCacheException why : new SecretsCacheException[] {problem, unusable}) {
            if (why != null) {
                refusal.addSuppressed(why);
            }
        }
        return (X) refusal;
    }
}
