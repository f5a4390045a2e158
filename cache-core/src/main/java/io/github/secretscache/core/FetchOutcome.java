package io.github.secretscache.core;

import java.util.Objects;
import java.util.function.Supplier;

/** The result for one secret of {@link SecretSource#fetchBatch}: its value, or why it could not be fetched. */
public sealed interface FetchOutcome {
    /**
     * The secret was fetched.
     *
     * @param value its value
     */
    record Fetched(SecretValue value) implements FetchOutcome {
        /** Checks that there is a value. */
        public Fetched {
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * The secret could not be fetched.
     *
     * @param cause why
     */
    record Failed(SecretFetchException cause) implements FetchOutcome {
        /** Checks that there is a cause. */
        public Failed {
            Objects.requireNonNull(cause, "cause");
        }
    }

    /**
     * Runs a fetch and returns its result.
     *
     * @param fetch the fetch; returns a value or throws a {@link SecretFetchException}
     * @return its outcome
     */
    static FetchOutcome of(Supplier<SecretValue> fetch) {
        try {
            return new Fetched(fetch.get());
        } catch (SecretFetchException e) {
            return new Failed(e);
        }
    }
}
