package io.github.secretscache.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a secret could not be read. Its {@link #reason()} says whether trying again can help; its message names the secret
 * and what to do, never a value.
 */
public final class SecretFetchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String awsErrorCode;
    private final @Nullable String requestId;

    /**
     * Why a fetch failed. A transient reason may pass by itself; a definitive one ends the entry; {@link #INTERRUPTED} and
     * {@link #CLOSED} are neither, because they say nothing about the secret.
     *
     * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html#API_GetSecretValue_Errors">
     *     Errors of GetSecretValue</a>
     */
    public enum Reason {
        /** No such secret, or no version at that stage or id. */
        NOT_FOUND(false),
        /** The role may not read the secret. */
        ACCESS_DENIED(false),
        /** The secret's KMS key cannot be used. */
        DECRYPTION_FAILED(false),
        /** The secret is scheduled for deletion. */
        SCHEDULED_FOR_DELETION(false),
        /** The service refused the request as invalid. */
        INVALID_REQUEST(false),
        /** Too many requests, for the account or the key. */
        THROTTLED(true),
        /** The service failed (HTTP 5xx). */
        SERVICE_FAILED(true),
        /** No answer in time. */
        TIMED_OUT(true),
        /** No connection, or it broke. */
        CONNECTION_FAILED(true),
        /** No credentials, or expired ones. */
        CREDENTIALS_UNAVAILABLE(true),
        /**
         * The read ran out of time before its call began, because other reads took all the calls that may run at a
         * time, or there was no thread for it. This says nothing about the network or the service.
         */
        BUSY(true),
        /** The reading thread was interrupted. */
        INTERRUPTED(false),
        /** The cache or the source was closed. */
        CLOSED(false),
        /** The source broke its contract; its message has the cause. */
        SOURCE_FAILED(true);

        private final boolean transientReason;

        Reason(boolean transientReason) {
            this.transientReason = transientReason;
        }

        /** {@return whether the failure may pass by itself, so that an old value may be served meanwhile} */
        public boolean isTransient() {
            return transientReason;
        }

        /** {@return whether the service has refused the secret for good, which ends an old value too} */
        public boolean isDefinitive() {
            return !transientReason && this != INTERRUPTED && this != CLOSED;
        }
    }

    /**
     * A failure that did not come from an AWS error reply.
     *
     * @param reason why
     * @param message what failed, for which secret, and what to do; no secret's value
     * @param cause what was caught, or {@code null}
     */
    public SecretFetchException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, null, null);
    }

    /**
     * A failure that AWS answered.
     *
     * @param reason why
     * @param message what failed, for which secret, and what to do; no secret's value
     * @param cause what was caught, or {@code null}
     * @param awsErrorCode the service's code, such as {@code ResourceNotFoundException}, or {@code null}
     * @param requestId the service's request id, or {@code null}
     */
    public SecretFetchException(
            Reason reason,
            String message,
            @Nullable Throwable cause,
            @Nullable String awsErrorCode,
            @Nullable String requestId) {
        super(message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.awsErrorCode = awsErrorCode;
        this.requestId = requestId;
    }

    /** {@return why the secret could not be read} */
    public Reason reason() {
        return reason;
    }

    /** {@return the service's error code, or {@code null} if the service did not answer} */
    public @Nullable String awsErrorCode() {
        return awsErrorCode;
    }

    /** {@return the service's request id, or {@code null} if the service did not answer} */
    public @Nullable String requestId() {
        return requestId;
    }
}
