package io.github.secretscache.locallambda;

/**
 * What the caller sent. Every text may be empty.
 *
 * @param payload the event
 * @param clientContext decoded JSON
 * @param traceId the X-Ray header
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record InvocationRequest(byte[] payload, String clientContext, String traceId, String tenantId) {

    static InvocationRequest of(byte[] payload) {
        return new InvocationRequest(payload, "", "", "");
    }
}
