package io.github.secretscache.core;

/**
 * Forwards calls that the cache does not answer to the services: a call is signed anew with the credentials of this
 * process and made once. Thread-safe.
 */
@FunctionalInterface
public interface AwsForwarder {
    /**
     * Makes one attempt at a call. Blocks until the head of the reply has arrived, for a limited time; the same limit
     * applies to reading the body.
     *
     * @param call what is asked for
     * @return what the service answered, an error or not; the caller closes it
     * @throws SecretFetchException if the service was not reached, or did not answer in time
     */
    ForwardedReply forward(ForwardedCall call);
}
