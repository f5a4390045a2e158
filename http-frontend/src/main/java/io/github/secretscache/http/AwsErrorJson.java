package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.util.function.Supplier;

/**
 * Errors of the AWS-compatible paths, as AWS's agent words them; in the extension's profile every failure of the
 * service is the one text that the extension has for it.
 */
final class AwsErrorJson {
    private static final String EXTENSION_TEXT = "an unexpected error occurred while executing request";

    private final Supplier<AwsProfile> profile;

    AwsErrorJson(Supplier<AwsProfile> profile) {
        this.profile = profile;
    }

    void write(HttpServerExchange exchange, Throwable failure) {
        if (profile.get() == AwsProfile.EXTENSION && isFailedFetch(failure)) {
            exchange.setStatusCode(400).getResponseSender().send(EXTENSION_TEXT);
        } else if (failure instanceof RequestException e) {
            refuse(exchange, e);
        } else if (failure instanceof SecretFetchException e) {
            fail(exchange, ErrorCode.of(e.reason()), e);
        } else {
            sendJson(exchange, ErrorCode.INTERNAL_ERROR.awsStatus(), ErrorCode.INTERNAL_ERROR.awsType(), "");
        }
    }

    /** Includes a name that no secret can have: the extension leaves it to the service to refuse it. */
    private static boolean isFailedFetch(Throwable failure) {
        return !(failure instanceof RequestException refusal) || refusal.code() == ErrorCode.INVALID_NAME;
    }

    private static void refuse(HttpServerExchange exchange, RequestException refusal) {
        ErrorCode code = refusal.code();
        String message = String.valueOf(refusal.getMessage());
        if (code.awsType().isEmpty()) {
            exchange.setStatusCode(code.awsStatus());
            exchange.getResponseSender().send(code.awsText().isEmpty() ? message : code.awsText());
        } else {
            sendJson(exchange, code.awsStatus(), code.awsType(), message);
        }
    }

    private static void fail(HttpServerExchange exchange, ErrorCode code, SecretFetchException failure) {
        String awsCode = failure.awsErrorCode();
        String message = String.valueOf(failure.getMessage());
        if (failure.reason().isTransient()) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, ProblemJson.RETRY_AFTER_SECONDS);
        }
        if (MissingAction.ASSUME_ROLE.equals(MissingAction.of(failure))) {
            sendJson(exchange, StatusCodes.FORBIDDEN, ErrorCode.ACCESS_DENIED.awsType(), message);
        } else if (awsCode != null && failure.reason() == Reason.CREDENTIALS_UNAVAILABLE) {
            // The service refused the credentials with 400, so its own type is used.
            sendJson(exchange, StatusCodes.BAD_REQUEST, awsCode, message);
        } else if (!code.awsText().isEmpty()) {
            sendJson(exchange, code.awsStatus(), code.awsType(), code.awsText());
        } else {
            sendJson(exchange, code.awsStatus(), awsCode == null ? code.awsType() : awsCode, message);
        }
    }

    /** The agent has no message for an internal failure. */
    private static void sendJson(HttpServerExchange exchange, int status, String type, String message) {
        boolean internal = type.equals("InternalFailure");
        exchange.setStatusCode(status);
        exchange.getResponseSender().send(JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("__type", type);
            JsonBody.member(json, "message", internal ? null : message);
            json.writeEndObject();
        }));
    }
}
