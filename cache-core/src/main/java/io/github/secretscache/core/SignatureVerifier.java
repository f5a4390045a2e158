package io.github.secretscache.core;

import java.util.Optional;

/** Says whether a request with a signature of version 4 was signed by somebody who knows a secret key of ours. Thread-safe. */
@FunctionalInterface
public interface SignatureVerifier {
    /**
     * Verifies a signature. May block, when the credentials of this process have to be asked for.
     *
     * @param request the request as it came
     * @return why it is refused, without anything secret; empty if it verifies
     */
    Optional<String> refusal(SignedRequest request);
}
