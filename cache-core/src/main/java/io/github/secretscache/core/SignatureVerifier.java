package io.github.secretscache.core;

import java.util.Optional;

/** Verifies that a request's signature (version 4) was made with a secret key of this process. Thread-safe. */
@FunctionalInterface
public interface SignatureVerifier {
    /**
     * Verifies a signature. May block if the credentials of this process must be fetched.
     *
     * @param request the request as it came
     * @return why it is refused, without anything secret; empty if it verifies
     */
    Optional<String> refusal(SignedRequest request);
}
