package io.github.secretscache.client.testing;

/** How the reads of a secret fail. */
public enum SecretFailure {
    /** There is no such secret: {@code SecretNotFoundException}. */
    NOT_FOUND(404, "secret-not-found"),
    /** It may not be read: {@code SecretAccessDeniedException}. */
    ACCESS_DENIED(403, "access-denied"),
    /** Secrets Manager cannot be reached: {@code SecretsCacheUnavailableException}. */
    UNAVAILABLE(503, "throttled"),
    /** The connection is cut without an answer: {@code SecretsCacheUnavailableException}, after attempts until time is up. */
    CONNECTION_CUT(0, "");

    private final int status;
    private final String code;

    SecretFailure(int status, String code) {
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
