package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bridges the time in which a password is changed where it is used and not yet in what is read, or the other way round.
 * No value is tried twice: wrong passwords repeated lock accounts.
 */
final class Rotation {
    /** The server fetches a secret once a second at most. */
    private static final long FIRST_PAUSE_MILLIS = 1000;

    private static final long LAST_PAUSE_MILLIS = 3000;

    /** Where values come from. */
    interface Versions {
        Secret current(String name);

        /** {@return the version at a stage, or with null the configured one, as the server fetches it now} */
        Secret refreshed(String name, @Nullable String versionStage);

        static Versions of(SecretsCacheClient client) {
            return new Versions() {
                @Override
                public Secret current(String name) {
                    return client.get(name);
                }

                @Override
                public Secret refreshed(String name, @Nullable String versionStage) {
                    return versionStage == null ? client.refresh(name) : client.getVersion(name, versionStage);
                }
            };
        }
    }

    /**
     * How long and where to look for another value.
     *
     * @param budget reckoned from the first refusal; zero looks once
     * @param stages looked at beside the configured one
     */
    record Limits(Duration budget, List<String> stages) {
        static final Limits ONCE = new Limits(Duration.ZERO, List.of());
    }

    private final Versions versions;
    private final Limits limits;
    private final InstantSource clock;
    private final Pause pause;

    Rotation(Versions versions, Limits limits, InstantSource clock, Pause pause) {
        this.versions = versions;
        this.limits = limits;
        this.clock = clock;
        this.pause = pause;
    }

    <T, R, X extends Exception> R use(
            String name,
            Class<T> type,
            SecretAction<? super T, ? extends R, X> action,
            Predicate<? super Exception> isAuthFailure)
            throws X {
        Secret secret = versions.current(name);
        T value = secret.decode(type);
        try {
            return action.run(value);
        } catch (Exception e) {
            if (!isAuthFailure.test(e)) {
                throw e;
            }
            return new Search<T, R, X>(type, action, isAuthFailure, secret, e).run(name);
        }
    }

    /** The search for a value that is accepted, after one was refused. */
    private final class Search<T, R, X extends Exception> {
        private final Class<T> type;
        private final SecretAction<? super T, ? extends R, X> action;
        private final Predicate<? super Exception> isAuthFailure;
        private final List<Payload> tried = new ArrayList<>();
        private Exception refusal;
        private @Nullable SecretsCacheException problem;

        Search(
                Class<T> type,
                SecretAction<? super T, ? extends R, X> action,
                Predicate<? super Exception> isAuthFailure,
                Secret refused,
                Exception refusal) {
            this.type = type;
            this.action = action;
            this.isAuthFailure = isAuthFailure;
            this.tried.add(refused.payload());
            this.refusal = refusal;
        }

        R run(String name) throws X {
            Backoff backoff =
                    new Backoff(pause, Deadline.after(limits.budget(), clock), FIRST_PAUSE_MILLIS, LAST_PAUSE_MILLIS);
            do {
                for (Supplier<Secret> source : sources(name)) {
                    T value = next(source);
                    if (value == null) {
                        continue;
                    }
                    try {
                        return action.run(value);
                    } catch (Exception e) {
                        if (!isAuthFailure.test(e)) {
                            throw e;
                        }
                        refusal = e;
                    }
                }
            } while (!isHopeless() && backoff.pause());
            throw refusal();
        }

        /** Another thread may have refreshed already; then the server; then the other stages, which may not exist. */
        private List<Supplier<Secret>> sources(String name) {
            List<Supplier<Secret>> sources = new ArrayList<>();
            sources.add(() -> versions.current(name));
            sources.add(() -> {
                problem = null;
                try {
                    return versions.refreshed(name, null);
                } catch (SecretsCacheException e) {
                    problem = e;
                    throw e;
                }
            });
            limits.stages().forEach(stage -> sources.add(() -> versions.refreshed(name, stage)));
            return sources;
        }

        /** {@return a value that was not tried yet, or null} */
        private @Nullable T next(Supplier<Secret> source) {
            try {
                Secret secret = source.get();
                if (tried.stream().anyMatch(secret.payload()::isSameAs)) {
                    return null;
                }
                tried.add(secret.payload());
                return secret.decode(type);
            } catch (SecretsCacheException e) {
                return null;
            }
        }

        private boolean isHopeless() {
            return problem instanceof SecretNotFoundException || problem instanceof SecretAccessDeniedException;
        }

        @SuppressWarnings("unchecked") // it came from the action, so it is an X or unchecked
        private X refusal() {
            if (problem != null) {
                refusal.addSuppressed(problem);
            }
            return (X) refusal;
        }
    }
}
