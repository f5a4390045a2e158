package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes apart a request under {@code /cache/}. */
final class NativeRequestHandler implements CacheHandler {
    static final String PATH = "/cache/";

    private final ReadHandler next;

    NativeRequestHandler(ReadHandler next) {
        this.next = next;
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served) throws Exception {
        next.handle(exchange, served, parse(exchange, served));
    }

    private static SecretRequest parse(HttpServerExchange exchange, Served served) {
        String name = name(exchange);
        String query = exchange.getQueryString();
        if (query.isEmpty()) {
            return new SecretRequest(name, SecretRequest.id(served.cache(), name, null, null), true, false, null);
        }
        Map<String, String> parameters = parameters(query);
        String stage = parameters.remove("versionStage");
        String version = parameters.remove("versionId");
        String refreshNow = parameters.remove("refreshNow");
        String jsonKey = parameters.remove("jsonKey");
        for (String unknown : parameters.keySet()) {
            throw invalid("The query name " + Excerpt.of(unknown)
                    + " is unknown; versionStage, versionId, refreshNow and jsonKey are known.");
        }
        return new SecretRequest(
                name,
                SecretRequest.id(served.cache(), name, stage, version),
                stage == null && version == null && refreshNow == null,
                isTrue(refreshNow),
                jsonKey);
    }

    private static String name(HttpServerExchange exchange) {
        try {
            return PercentDecoding.path(RequestTarget.rawPath(exchange).substring(PATH.length()));
        } catch (IllegalArgumentException e) {
            throw new RequestException(ErrorCode.MALFORMED_PATH, "The path is malformed: " + e.getMessage() + ".");
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (QueryString.Parameter parameter : parsed(query)) {
            if (parameter.value().isEmpty()) {
                throw invalid("The query name " + Excerpt.of(parameter.name()) + " has no value.");
            }
            if (parameters.put(parameter.name(), parameter.value()) != null) {
                throw invalid("The query name " + Excerpt.of(parameter.name()) + " is given twice.");
            }
        }
        return parameters;
    }

    private static Iterable<QueryString.Parameter> parsed(String query) {
        try {
            return QueryString.parse(query);
        } catch (IllegalArgumentException e) {
            throw invalid("The query is malformed: " + e.getMessage() + ".");
        }
    }

    private static boolean isTrue(@Nullable String refreshNow) {
        if (refreshNow == null) {
            return false;
        }
        Boolean value = RefreshNow.parse(refreshNow);
        if (value == null) {
            throw invalid("refreshNow must be true or false, but is " + Excerpt.of(refreshNow) + ".");
        }
        return value;
    }

    private static RequestException invalid(String detail) {
        return new RequestException(ErrorCode.INVALID_QUERY, detail);
    }

    @Override
    public String toString() {
        return "nativeRequest(" + next + ")";
    }
}
