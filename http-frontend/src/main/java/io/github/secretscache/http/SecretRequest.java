package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request under {@code /cache/} asks for.
 *
 * @param name the name, decoded
 * @param versionStage the stage asked for, or {@code null}
 * @param versionId the version id asked for, or {@code null}
 * @param refreshNow whether to fetch whatever is cached
 * @param jsonKey the member of the JSON object to answer with, or {@code null} for the whole secret
 */
record SecretRequest(
        String name,
        @Nullable String versionStage,
        @Nullable String versionId,
        boolean refreshNow,
        @Nullable String jsonKey) {
    static final String PATH = "/cache/";

    static SecretRequest of(HttpServerExchange exchange) {
        String name;
        try {
            name = PercentDecoding.path(RequestTarget.rawPath(exchange).substring(PATH.length()));
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.MALFORMED_PATH, "The path is malformed: " + e.getMessage() + ".");
        }
        String query = exchange.getQueryString();
        return query.isEmpty() ? new SecretRequest(name, null, null, false, null) : of(name, query);
    }

    private static SecretRequest of(String name, String query) {
        Map<String, String> parameters = parameters(query);
        String refreshNow = parameters.remove("refreshNow");
        SecretRequest request = new SecretRequest(
                name,
                parameters.remove("versionStage"),
                parameters.remove("versionId"),
                refreshNow != null && isTrue(refreshNow),
                parameters.remove("jsonKey"));
        for (String unknown : parameters.keySet()) {
            throw invalid("The query name " + Excerpt.of(unknown)
                    + " is unknown; versionStage, versionId, refreshNow and" + " jsonKey are known.");
        }
        return request;
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        try {
            for (QueryString.Parameter parameter : QueryString.parse(query)) {
                if (parameter.value().isEmpty()) {
                    throw invalid("The query name " + Excerpt.of(parameter.name()) + " has no value.");
                }
                if (parameters.put(parameter.name(), parameter.value()) != null) {
                    throw invalid("The query name " + Excerpt.of(parameter.name()) + " is given twice.");
                }
            }
        } catch (IllegalArgumentException e) {
            throw invalid("The query is malformed: " + e.getMessage() + ".");
        }
        return parameters;
    }

    private static boolean isTrue(String refreshNow) {
        Boolean value = RefreshNow.parse(refreshNow);
        if (value == null) {
            throw invalid("refreshNow must be true or false, but is " + Excerpt.of(refreshNow) + ".");
        }
        return value;
    }

    private static RequestException invalid(String detail) {
        return new RequestException(ErrorCode.INVALID_QUERY, detail);
    }

    /** {@return whether this asks for a secret as it is configured, with no query but {@code jsonKey}} */
    boolean isPlain() {
        return versionStage == null && versionId == null && !refreshNow;
    }

    /** {@return the identity of the version asked for} */
    SecretId idIn(SecretsCache cache) {
        try {
            SecretId configured = cache.resolve(name);
            return versionStage == null && versionId == null
                    ? configured
                    : new SecretId(configured.group(), configured.name(), versionStage, versionId);
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.INVALID_NAME, "No secret can have this name: " + e.getMessage() + ".");
        }
    }
}
