package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The paths under {@code /cache/} and {@code /parameters/}: the answer is the secret or parameter itself, an error is
 * problem+json.
 */
final class NativeDialect implements Dialect {
    static final String PATH = "/cache/";
    static final String PARAMETERS = "/parameters/";

    /** In JSON up to this size, finding a member takes no longer than the rest of a reply. */
    private static final int CHEAP_BYTES = 4 * 1024;

    private final InstantSource clock;
    private final VersionMemo<SecretHead> heads = new VersionMemo<>(SecretHead::of);

    NativeDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public SecretRead parse(ReaderRequest request, SecretsCache cache) {
        return request.path().startsWith(PARAMETERS) ? parameter(request, cache) : secret(request, cache);
    }

    private static SecretRead secret(ReaderRequest request, SecretsCache cache) {
        String name = decoded(request.path().substring(PATH.length()));
        String query = request.query();
        if (query.isEmpty()) {
            return new SecretRead(name, SecretRead.id(cache, name, null, null), true, false, null);
        }
        Map<String, String> parameters = parameters(query);
        String stage = parameters.remove("versionStage");
        String version = parameters.remove("versionId");
        String refreshNow = parameters.remove("refreshNow");
        String jsonKey = parameters.remove("jsonKey");
        requireNoMore(parameters, "versionStage, versionId, refreshNow and jsonKey");
        return new SecretRead(
                name,
                SecretRead.id(cache, name, stage, version),
                stage == null && version == null && refreshNow == null,
                Boolean.TRUE.equals(flag("refreshNow", refreshNow)),
                jsonKey);
    }

    private static SecretRead parameter(ReaderRequest request, SecretsCache cache) {
        String name = parameterName(request.path().substring(PARAMETERS.length()));
        Map<String, String> parameters = parameters(request.query());
        ParameterChoice choice = new ParameterChoice(
                name,
                parameters.remove("version"),
                parameters.remove("label"),
                flag("withDecryption", parameters.remove("withDecryption")));
        String refreshNow = parameters.remove("refreshNow");
        String jsonKey = parameters.remove("jsonKey");
        requireNoMore(parameters, "version, label, withDecryption, refreshNow and jsonKey");
        return choice.read(cache, Boolean.TRUE.equals(flag("refreshNow", refreshNow)), jsonKey);
    }

    /**
     * The slash that ends {@code /parameters/} is the first slash of a name with levels; a name without levels is
     * taken as it is.
     */
    private static String parameterName(String raw) {
        String name = decoded(raw);
        boolean isWhole = raw.indexOf('/') < 0 || name.startsWith("/") || name.startsWith("arn:");
        return isWhole ? name : "/" + name;
    }

    @Override
    public void writeSecret(ReaderRequest request, SecretRead read, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        NativeSecretReply reply =
                new NativeSecretReply(value, heads.of(value), FreshnessHeaders.of(secret, origin, clock.millis()));
        if (read.jsonKey() != null && value.sizeInBytes() > CHEAP_BYTES) {
            request.whenItIsMyTurn(() -> reply.write(request, read.jsonKey()));
        } else {
            reply.write(request, read.jsonKey());
        }
    }

    @Override
    public void writeError(ReaderRequest request, Throwable failure) {
        ProblemJson.write(request.exchange(), failure);
    }

    private static String decoded(String raw) {
        try {
            return PercentDecoding.path(raw);
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

    private static void requireNoMore(Map<String, String> parameters, String known) {
        for (String unknown : parameters.keySet()) {
            throw invalid("The query name " + Excerpt.of(unknown) + " is unknown; " + known + " are known.");
        }
    }

    private static @Nullable Boolean flag(String name, @Nullable String text) {
        Boolean value = text == null ? null : QueryString.flag(text);
        if (text != null && value == null) {
            throw invalid(name + " must be true or false, but is " + Excerpt.of(text) + ".");
        }
        return value;
    }

    private static RequestException invalid(String detail) {
        return new RequestException(ErrorCode.INVALID_QUERY, detail);
    }
}
