package io.github.secretscache.core;

import java.time.Duration;

/** AWS Secrets Manager as a {@link SecretSource}, over the AWS SDK for Java 2.x. Thread-safe. */
public final class SecretsManagerSource implements SecretSource {
    private SecretsManagerSource() {}

    /**
     * Reads with the SDK's default region and credentials.
     *
     * @return the source
     */
    public static SecretsManagerSource create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public SecretValue fetch(SecretId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }

    /** Options of a {@link SecretsManagerSource}. Not thread-safe. */
    public static final class Builder {
        private Builder() {}

        /**
         * Adds a group of secrets with its own region, role or endpoint.
         *
         * @param group the group
         * @return this
         */
        public Builder group(SecretGroup group) {
            return this;
        }

        /**
         * The time for a TCP and TLS connection, 1 s by default.
         *
         * @param timeout more than zero
         * @return this
         */
        public Builder connectTimeout(Duration timeout) {
            return this;
        }

        /**
         * The time for a whole fetch with its retries, 4 s by default.
         *
         * @param timeout more than zero
         * @return this
         */
        public Builder requestTimeout(Duration timeout) {
            return this;
        }

        /** {@return the source} */
        public SecretsManagerSource build() {
            return new SecretsManagerSource();
        }
    }
}
