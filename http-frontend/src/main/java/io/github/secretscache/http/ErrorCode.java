package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException.Reason;

/**
 * Every way in which a request can fail: its stable code, its status on native paths, and its status and words on the
 * AWS-compatible ones. {@code docs/protocol.md} lists them.
 */
enum ErrorCode {
    SERIALIZATION("serialization", 400, 400, "SerializationException", ""),
    VALIDATION("validation", 400, 400, "ValidationException", ""),
    UNKNOWN_OPERATION("unknown-operation", 400, 400, "UnknownOperationException", ""),
    MALFORMED_PATH("malformed-path", 400),
    INVALID_QUERY("invalid-query", 400),
    NOT_A_JSON_OBJECT("not-a-json-object", 400),
    NOT_AN_ENVIRONMENT_VALUE("not-an-environment-value", 400),
    INVALID_NAME("invalid-name", 400, 400, "InvalidParameterException", ""),
    BODY_NOT_ALLOWED("body-not-allowed", 400),
    FORWARDED("forwarded", 400, 400, "", "Forwarded"),
    HOST_REFUSED("host-refused", 403),
    ORIGIN_REFUSED("origin-refused", 403),
    TOO_MANY_ROLES("too-many-roles", 400, 400, "MaxRolesExceeded", ""),
    TOKEN_REFUSED("token-refused", 403, 403, "", "Bad Token"),
    NAME_NOT_ALLOWED("name-not-allowed", 403, 403, "AccessDeniedException", ""),
    ENVIRONMENT_REFUSED("environment-refused", 403),
    OPERATION_NOT_FORWARDED("operation-not-forwarded", 403, 403, "AccessDeniedException", ""),
    PATH_NOT_FOUND("path-not-found", 404, 404, "", "Not found"),
    JSON_KEY_NOT_FOUND("json-key-not-found", 404),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, 405, "", "Not allowed"),
    TOO_MANY_CONNECTIONS("too-many-connections", 429, 429, "", "Connection limit exceeded"),

    SECRET_NOT_FOUND("secret-not-found", 404, 400, "ResourceNotFoundException", ""),
    SCHEDULED_FOR_DELETION("scheduled-for-deletion", 404, 400, "InvalidRequestException", ""),
    ACCESS_DENIED("access-denied", 403, 400, "AccessDeniedException", ""),
    DECRYPTION_FAILED("decryption-failed", 502, 400, "DecryptionFailure", ""),
    INVALID_REQUEST("invalid-request", 400, 400, "InvalidParameterException", ""),
    THROTTLED("throttled", 503, 400, "ThrottlingException", ""),
    SERVICE_FAILED("service-failed", 502, 500, "InternalServiceError", ""),
    TIMED_OUT("timed-out", 504, 504, "TimeoutError", "Timeout"),
    BUSY("busy", 503, 504, "TimeoutError", "Timeout"),
    CONNECTION_FAILED("connection-failed", 502, 502, "ConnectionError", "Read Error"),
    CREDENTIALS_UNAVAILABLE("credentials-unavailable", 503, 500, "InternalFailure", ""),
    SOURCE_FAILED("source-failed", 502, 500, "InternalFailure", ""),
    SHUTTING_DOWN("shutting-down", 503, 500, "InternalFailure", ""),
    INTERNAL_ERROR("internal-error", 500, 500, "InternalFailure", "");

    private final String code;
    private final int status;
    private final int awsStatus;
    private final String awsType;
    private final String awsText;

    ErrorCode(String code, int status) {
        this(code, status, status, "", "");
    }

    ErrorCode(String code, int status, int awsStatus, String awsType, String awsText) {
        this.code = code;
        this.status = status;
        this.awsStatus = awsStatus;
        this.awsType = awsType;
        this.awsText = awsText;
    }

    /** Maps the reason of a failed fetch to the code that the reader gets. */
    static ErrorCode of(Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> SECRET_NOT_FOUND;
            case ACCESS_DENIED -> ACCESS_DENIED;
            case DECRYPTION_FAILED -> DECRYPTION_FAILED;
            case SCHEDULED_FOR_DELETION -> SCHEDULED_FOR_DELETION;
            case INVALID_REQUEST -> INVALID_REQUEST;
            case THROTTLED -> THROTTLED;
            case SERVICE_FAILED -> SERVICE_FAILED;
            case TIMED_OUT -> TIMED_OUT;
            case CONNECTION_FAILED -> CONNECTION_FAILED;
            case CREDENTIALS_UNAVAILABLE -> CREDENTIALS_UNAVAILABLE;
            case BUSY -> BUSY;
            case CLOSED, INTERRUPTED -> SHUTTING_DOWN;
            case SOURCE_FAILED -> SOURCE_FAILED;
        };
    }

    /** {@return the code, stable between releases} */
    String code() {
        return code;
    }

    /** {@return the status on native paths} */
    int status() {
        return status;
    }

    /** {@return the status on AWS-compatible paths} */
    int awsStatus() {
        return awsStatus;
    }

    /** {@return the {@code __type} on AWS-compatible paths where the service named none; empty for a reply in plain text} */
    String awsType() {
        return awsType;
    }

    /** {@return the agent's fixed text on AWS-compatible paths; empty if the failure's own message is sent} */
    String awsText() {
        return awsText;
    }
}
