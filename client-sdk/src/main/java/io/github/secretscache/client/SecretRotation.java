package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Bridges the moments in which a password has changed in the database but not yet in Secrets Manager, or vice versa.
 * {@link SecretsCacheClient#useSecret} uses it with the client's own limits; {@link SecretsCacheClient#rotation}
 * returns it for other limits. Immutable and thread-safe.
 *
 * <p>It tries no value twice, because repeated wrong passwords lock accounts.
 */
public final class SecretRotation {
    /** Where the values come from. A client implements this to support rotations. */
    public interface Versions {
        /**
         * {@return what {@link SecretsCacheClient#get(String)} gives}
         *
         * @param name the secret's name
         */
        Secret current(String name);

        /**
         * {@return the value that the client already holds, or null}
         *
         * @param name the secret's name
         */
        @Nullable
        Secret kept(String name);

        /**
         * {@return the version at a stage, fetched again from Secrets Manager}
         *
         * @param name the secret's name
         * @param versionStage such as AWSPENDING; null for the stage that {@link #current} reads
         * @param limit how long it may take; 1 ms or more
         * @throws SecretsCacheException if it cannot be read within the limit
         */
        Secret refreshed(String name, @Nullable String versionStage, Duration limit);
    }

    private final Versions versions;
    private final RotationLimits limits;

    SecretRotation(Versions versions, RotationLimits limits) {
        this.versions = versions;
        this.limits = limits;
    }

    /**
     * {@return a rotation that looks once, without waiting, at the configured stage}
     *
     * @param versions where the values come from
     */
    public static SecretRotation of(Versions versions) {
        return new SecretRotation(Objects.requireNonNull(versions, "versions"), RotationLimits.ONCE);
    }

    /**
     * {@return the same with another budget}
     *
     * @param newBudget how long to look for a newer value after the first refusal; a read takes no longer than that.
     *     With zero it looks once and waits for the result
     * @throws IllegalArgumentException if it is negative or more than a day
     */
    public SecretRotation withBudget(Duration newBudget) {
        if (newBudget.isNegative() || newBudget.compareTo(TimeBudget.MAX) > 0) {
            throw new IllegalArgumentException("budget must be from 0 to 1 day, but is " + newBudget);
        }
        return new SecretRotation(
                versions, new RotationLimits(newBudget, limits.stages(), limits.clock(), limits.pause()));
    }

    /**
     * {@return the same with other stages}
     *
     * @param newStages the stages to try in addition to the configured one, in this order; such as AWSPENDING,
     *     AWSPREVIOUS
     * @throws IllegalArgumentException if one is blank, longer than 256 characters or has control characters
     */
    public SecretRotation withStages(String... newStages) {
        List<String> stages = RotationLimits.checkedStages("stages", newStages);
        return new SecretRotation(
                versions, new RotationLimits(limits.budget(), stages, limits.clock(), limits.pause()));
    }

    /**
     * {@return the same with another clock}
     *
     * @param clock the wall clock of the budget
     * @param pause how to wait between two attempts
     */
    public SecretRotation withTime(InstantSource clock, Pause pause) {
        return new SecretRotation(
                versions,
                new RotationLimits(
                        limits.budget(),
                        limits.stages(),
                        Objects.requireNonNull(clock, "clock"),
                        Objects.requireNonNull(pause, "pause")));
    }

    /**
     * {@return the result of an action that uses the secret, tried again with a newer value while the secret is rotated}
     *
     * @param name the secret's name
     * @param type what to decode into, as for {@link SecretsCacheClient#get(String, Class)}
     * @param action what to do; runs on the calling thread, once or more
     * @param isAuthFailure whether what the action threw means that the secret was refused
     * @param <T> the type
     * @param <R> the result
     * @param <X> what the action may throw
     * @throws X what the action threw: at once if it is not an authentication failure, otherwise the last refusal once
     *     the budget is used up
     * @throws SecretsCacheException as {@link SecretsCacheClient#get(String, Class)} throws, for the first read
     */
    public <T, R extends @Nullable Object, X extends Exception> R use(
            String name,
            Class<T> type,
            SecretAction<? super T, ? extends R, X> action,
            Predicate<? super Exception> isAuthFailure)
            throws X {
        SecretUse<T, R, X> use = new SecretUse<>(name, type, action, isAuthFailure);
        Secret secret = versions.current(name);
        T value = secret.as(type);
        try {
            return action.run(value);
        } catch (Exception e) {
            if (!isAuthFailure.test(e)) {
                throw e;
            }
            return new RotationSearch<>(versions, limits, use).after(secret, e);
        }
    }
}
