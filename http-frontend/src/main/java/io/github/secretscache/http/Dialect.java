package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretsCache;

/** The protocol of one family of paths: what its requests mean, and how its replies and errors are written. */
interface Dialect {
    /**
     * Parses a request.
     *
     * @throws RequestException if it makes no sense in this dialect
     */
    SecretRead parse(ReaderRequest request, SecretsCache cache);

    /**
     * Answers with a secret.
     *
     * @throws RequestException if the requested part of it does not exist
     */
    void writeSecret(ReaderRequest request, SecretRead read, CachedSecret secret, Origin origin);

    /** Tells the reader that its request failed, and why if that is the reader's business. */
    void writeError(ReaderRequest request, Throwable failure);
}
