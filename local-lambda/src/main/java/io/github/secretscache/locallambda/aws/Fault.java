package io.github.secretscache.locallambda.aws;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the {@link SecretsManagerEndpoint}, on demand. An immutable value.
 *
 * <p>A fault for one secret also affects a BatchGetSecretValue that names this secret: {@link Kind#DENY},
 * {@link Kind#DECRYPTION_FAILURE} and {@link Kind#LOSE} fail only that entry, the other kinds fail the whole call.
 *
 * @param kind what goes wrong
 * @param secret name or ARN of the affected secret; null for every one
 * @param operation the affected operation, such as {@code GetSecretValue}; null for every one
 * @param times how many calls it affects; 0 for all calls until faults are cleared
 * @param delay how long a call is delayed first; zero for no delay
 */
public record Fault(
        Kind kind, @Nullable String secret, @Nullable String operation, int times, Duration delay) {

    /** What can go wrong. */
    public enum Kind {
        /** The right answer, late. */
        DELAY,
        /** HTTP 400 ThrottlingException. */
        THROTTLE,
        /** HTTP 500 InternalServiceError. */
        INTERNAL_ERROR,
        /** HTTP 503 ServiceUnavailable. */
        UNAVAILABLE,
        /** HTTP 400 AccessDeniedException. */
        DENY,
        /** HTTP 400 DecryptionFailure. */
        DECRYPTION_FAILURE,
        /** HTTP 400 ExpiredTokenException: the caller's credentials are too old. */
        EXPIRED_TOKEN,
        /** HTTP 400 ResourceNotFoundException, as if the secret did not exist. */
        LOSE,
        /** HTTP 200 with a body that is not JSON. */
        GARBAGE,
        /** The connection is reset without an answer. */
        RESET,
        /** No answer, and the connection stays open. */
        HANG;

        /** As the control path spells it: {@code internal-error}. */
        String spelling() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if times or delay is negative, or a DELAY has none
     */
    public Fault {
        if (times < 0) {
            throw new IllegalArgumentException("times must be 0 (until cleared) or more; received " + times);
        }
        if (delay.isNegative() || (kind == Kind.DELAY && delay.isZero())) {
            throw new IllegalArgumentException(
                    "delay must not be negative, and more than zero for kind DELAY; received " + delay);
        }
    }

    /** A fault of this kind in every call until cleared; for {@link Kind#DELAY} see {@link #delay(Duration)}. */
    public static Fault of(Kind kind) {
        return new Fault(kind, null, null, 0, Duration.ZERO);
    }

    /** Every call is delayed by this until cleared. */
    public static Fault delay(Duration delay) {
        return new Fault(Kind.DELAY, null, null, 0, delay);
    }

    /** The same for one secret only, by name or ARN. */
    public Fault forSecret(String nameOrArn) {
        return new Fault(kind, nameOrArn, operation, times, delay);
    }

    /** The same for one operation only. */
    public Fault forOperation(String only) {
        return new Fault(kind, secret, only, times, delay);
    }

    /** The same for the next calls only, at least one. */
    public Fault times(int calls) {
        return new Fault(kind, secret, operation, calls, delay);
    }
}
