package io.github.secretscache.http;

import io.undertow.server.HttpServerExchange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes apart a request of the AWS-compatible paths, by the agent's rules: names of the query are case-sensitive, of one
 * given twice the last counts, and the first thing wrong is what is told. The path form is not percent-decoded.
 */
final class AwsRequestHandler implements CacheHandler {
    private static final String QUERY_PATH = "/secretsmanager/get";
    private static final String PATH_PREFIX = "/v1/";
    private static final Set<String> PARAMETERS = Set.of("versionStage", "versionId", "refreshNow");

    private final ReadHandler next;

    AwsRequestHandler(ReadHandler next) {
        this.next = next;
    }

    /** {@return whether a path is of the family of the AWS-compatible ones, served or not} */
    static boolean isAwsPath(String rawPath) {
        return rawPath.startsWith("/secretsmanager/")
                || rawPath.startsWith("/systemsmanager/")
                || rawPath.startsWith(PATH_PREFIX);
    }

    @Override
    public void handle(HttpServerExchange exchange, Served served) throws Exception {
        next.handle(exchange, served, parse(exchange, served));
    }

    /** Like the agent's, routing goes by the path as it came; only what follows {@code /v1/} is resolved. */
    private static SecretRequest parse(HttpServerExchange exchange, Served served) {
        String path = RequestTarget.rawPath(exchange);
        if (path.equals(QUERY_PATH)) {
            Map<String, String> query = query(exchange, true);
            return request(served, named(query.getOrDefault("secretId", ""), "missing parameter secretId"), query);
        }
        String resolved = path.startsWith(PATH_PREFIX) ? DotSegments.removedFrom(path) : path;
        if (resolved.startsWith(PATH_PREFIX)) {
            String name = named(resolved.substring(PATH_PREFIX.length()), "missing secret ID");
            return request(served, name, query(exchange, false));
        }
        throw path.startsWith("/systemsmanager/")
                ? new RequestException(ErrorCode.PARAMETER_STORE_NOT_SERVED, "Parameter Store is not served yet")
                : new RequestException(ErrorCode.PATH_NOT_FOUND, "Not found");
    }

    private static String named(String name, String ifMissing) {
        if (name.isEmpty()) {
            throw invalid(ifMissing);
        }
        return name;
    }

    private static SecretRequest request(Served served, String name, Map<String, String> query) {
        Boolean refreshNow = RefreshNow.parse(query.getOrDefault("refreshNow", "false"));
        return new SecretRequest(
                name,
                SecretRequest.id(served.cache(), name, query.get("versionStage"), query.get("versionId")),
                false,
                Boolean.TRUE.equals(refreshNow),
                null);
    }

    private static Map<String, String> query(HttpServerExchange exchange, boolean withSecretId) {
        Map<String, String> query = new HashMap<>();
        for (QueryString.Parameter parameter : parameters(exchange)) {
            String name = parameter.name();
            if (!PARAMETERS.contains(name) && !(withSecretId && name.equals("secretId"))) {
                throw invalid("unknown parameter: " + name);
            }
            if (name.equals("refreshNow") && RefreshNow.parse(parameter.value()) == null) {
                throw invalid("invalid refreshNow value");
            }
            query.put(name, parameter.value());
        }
        return query;
    }

    private static List<QueryString.Parameter> parameters(HttpServerExchange exchange) {
        try {
            return QueryString.parse(exchange.getQueryString());
        } catch (IllegalArgumentException e) {
            throw invalid("invalid query: " + e.getMessage());
        }
    }

    private static RequestException invalid(String text) {
        return new RequestException(ErrorCode.INVALID_QUERY, text);
    }

    @Override
    public String toString() {
        return "awsRequest(" + next + ")";
    }
}
