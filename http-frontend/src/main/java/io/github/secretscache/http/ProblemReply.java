package io.github.secretscache.http;

import io.github.secretscache.core.SecretSourceException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import org.jspecify.annotations.Nullable;

/** Errors of the native paths: problem+json as in RFC 9457, of type {@code about:blank}, told apart by their code. */
final class ProblemReply implements ErrorReply {
    static final String RETRY_AFTER_SECONDS = "1";

    @Override
    public void write(HttpServerExchange exchange, Throwable failure) {
        if (failure instanceof SecretSourceException e) {
            ErrorCode code = ErrorCode.of(e.reason());
            send(exchange, code, e.reason().isTransient(), e.getMessage(), e);
        } else if (failure instanceof RequestException e) {
            send(exchange, e.code(), e.code() == ErrorCode.TOO_MANY_CONNECTIONS, e.getMessage(), null);
        } else {
            UnexpectedFailure.log(failure);
            send(
                    exchange,
                    ErrorCode.INTERNAL_ERROR,
                    false,
                    "This is a defect of the secrets cache; its log has more.",
                    null);
        }
    }

    private static void send(
            HttpServerExchange exchange,
            ErrorCode code,
            boolean retryable,
            @Nullable String detail,
            @Nullable SecretSourceException upstream) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .name("title")
                .value(StatusCodes.getReason(code.status()))
                .name("status")
                .value(code.status())
                .memberIfPresent("detail", detail)
                .name("code")
                .value(code.code())
                .name("retryable")
                .value(retryable);
        if (upstream != null) {
            json.memberIfPresent("awsErrorCode", upstream.awsErrorCode())
                    .memberIfPresent("awsRequestId", upstream.requestId())
                    .memberIfPresent("missingAction", MissingAction.of(upstream));
        }
        if (retryable) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        exchange.setStatusCode(code.status());
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "application/problem+json")
                .put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(json.endObject().toUtf8());
    }
}
