package io.github.secretscache.core;

/**
 * The services themselves, for calls that the cache does not answer: a call is signed again with credentials of this
 * process and made once. Thread-safe.
 */
@FunctionalInterface
public interface AwsForwarder {
    /**
     * Makes one attempt at a call. Blocks until the head of the reply has come, for a time that the implementation bounds;
     * the same bound ends the reading of the body.
     *
     * @param call what is asked for
     * @return what the service answered, an error or not; the caller closes it
     * @throws SecretFetchException if the service was not reached, or did not answer in time
     */
    ForwardedReply forward(ForwardedCall call);
}
