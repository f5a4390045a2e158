package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/**
 * An error in the service's format.
 *
 * @param status 400 for errors of the service itself; 500 or 503 if the service could not be asked, which every SDK
 *     retries
 * @param type the service's code
 * @param message for people; holds no secret's value
 * @param retryable whether the same request may succeed a little later
 * @param requestId the service's, if it answered
 */
record SdkError(
        int status,
        String type,
        String message,
        boolean retryable,
        @Nullable String requestId) {
    static SdkError of(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof RequestException refusal) {
            boolean busy = refusal.code() == ErrorCode.TOO_MANY_CONNECTIONS;
            return new SdkError(StatusCodes.BAD_REQUEST, type(refusal.code()), message, busy, null);
        }
        if (failure instanceof SecretFetchException upstream) {
            return new SdkError(
                    status(upstream), type(upstream), message, upstream.reason().isTransient(), upstream.requestId());
        }
        return new SdkError(
                StatusCodes.INTERNAL_SERVER_ERROR,
                "InternalServiceError",
                "This is a defect of the secrets cache; its log has more.",
                false,
                null);
    }

    private static String type(ErrorCode refusal) {
        return switch (refusal) {
            case SERIALIZATION, VALIDATION, UNKNOWN_OPERATION -> refusal.awsType();
            case INVALID_NAME -> ErrorCode.VALIDATION.awsType();
            case TOO_MANY_CONNECTIONS -> ErrorCode.THROTTLED.awsType();
            default -> ErrorCode.ACCESS_DENIED.awsType();
        };
    }

    private static int status(SecretFetchException failure) {
        return switch (failure.reason()) {
            case SERVICE_FAILED -> StatusCodes.INTERNAL_SERVER_ERROR;
            case TIMED_OUT, BUSY, CONNECTION_FAILED, SOURCE_FAILED, CLOSED, INTERRUPTED ->
                StatusCodes.SERVICE_UNAVAILABLE;
            case CREDENTIALS_UNAVAILABLE ->
                failure.awsErrorCode() == null ? StatusCodes.SERVICE_UNAVAILABLE : StatusCodes.BAD_REQUEST;
            default -> StatusCodes.BAD_REQUEST;
        };
    }

    private static String type(SecretFetchException failure) {
        String told = failure.awsErrorCode();
        if (told != null) {
            return told;
        }
        return status(failure) == StatusCodes.SERVICE_UNAVAILABLE
                ? "ServiceUnavailableException"
                : ErrorCode.of(failure.reason()).awsType();
    }
}
