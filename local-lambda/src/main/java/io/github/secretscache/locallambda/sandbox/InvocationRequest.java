package io.github.secretscache.locallambda.sandbox;

/**
 * The caller's request. Every text may be empty.
 *
 * @param payload the event
 * @param clientContext decoded JSON
 * @param traceId the X-Ray header
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record InvocationRequest(byte[] payload, String clientContext, String traceId, String tenantId) {

    public static InvocationRequest of(byte[] payload) {
        return new InvocationRequest(payload, "", "", "");
    }
}
