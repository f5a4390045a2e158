package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Errors of the native paths: problem+json as in RFC 9457, of type {@code about:blank}, distinguished by their code. */
final class ProblemJson {
    static final String RETRY_AFTER_SECONDS = "1";

    /**
     * What went wrong.
     *
     * @param upstream what the source threw, if it was the source
     */
    private record Problem(
            ErrorCode code,
            boolean retryable,
            @Nullable String detail,
            @Nullable SecretFetchException upstream) {
        static Problem of(Throwable failure) {
            if (failure instanceof SecretFetchException e) {
                return new Problem(ErrorCode.of(e.reason()), e.reason().isTransient(), e.getMessage(), e);
            }
            if (failure instanceof RequestException e) {
                return new Problem(e.code(), e.code() == ErrorCode.TOO_MANY_CONNECTIONS, e.getMessage(), null);
            }
            return new Problem(
                    ErrorCode.INTERNAL_ERROR, false, "This is a defect of the secrets cache; its log has more.", null);
        }
    }

    static void write(HttpServerExchange exchange, Throwable failure) {
        Problem problem = Problem.of(failure);
        if (problem.retryable) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        exchange.setStatusCode(problem.code.status());
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "application/problem+json")
                .put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(json(problem));
    }

    private static ByteBuffer json(Problem problem) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("title", StatusCodes.getReason(problem.code.status()));
            json.writeNumberField("status", problem.code.status());
            JsonBody.member(json, "detail", problem.detail);
            json.writeStringField("code", problem.code.code());
            json.writeBooleanField("retryable", problem.retryable);
            if (problem.upstream != null) {
                JsonBody.member(json, "awsErrorCode", problem.upstream.awsErrorCode());
                JsonBody.member(json, "awsRequestId", problem.upstream.requestId());
                JsonBody.member(json, "missingAction", MissingAction.of(problem.upstream));
            }
            json.writeEndObject();
        });
    }
}
