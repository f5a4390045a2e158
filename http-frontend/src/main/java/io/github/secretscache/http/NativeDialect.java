package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths under {@code /cache/}: the answer is the secret itself, an error is problem+json. */
final class NativeDialect implements Dialect {
    static final String PATH = "/cache/";

    /** A member of so much JSON is found in no more time than the rest of a reply takes. */
    private static final int CHEAP_BYTES = 4 * 1024;

    private final InstantSource clock;
    private final VersionMemo<SecretHead> heads = new VersionMemo<>(SecretHead::of);

    NativeDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public SecretRead parse(ReaderRequest request, SecretsCache cache) {
        String name = name(request.path());
        String query = request.query();
        if (query.isEmpty()) {
            return new SecretRead(name, SecretRead.id(cache, name, null, null), true, false, null);
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
        return new SecretRead(
                name,
                SecretRead.id(cache, name, stage, version),
                stage == null && version == null && refreshNow == null,
                isTrue(refreshNow),
                jsonKey);
    }

    @Override
    public void writeSecret(ReaderRequest request, SecretRead read, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        NativeSecretReply reply =
                new NativeSecretReply(value, heads.of(value), FreshnessHeaders.of(secret, clock.millis()), origin);
        if (read.jsonKey() != null && value.sizeInBytes() > CHEAP_BYTES) {
            request.whenItIsMyTurn(() -> reply.write(request.exchange(), read.jsonKey()));
        } else {
            reply.write(request.exchange(), read.jsonKey());
        }
    }

    @Override
    public void writeError(ReaderRequest request, Throwable failure) {
        ProblemJson.write(request.exchange(), failure);
    }

    private static String name(String path) {
        try {
            return PercentDecoding.path(path.substring(PATH.length()));
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
        Boolean value = QueryString.flag(refreshNow);
        if (value == null) {
            throw invalid("refreshNow must be true or false, but is " + Excerpt.of(refreshNow) + ".");
        }
        return value;
    }

    private static RequestException invalid(String detail) {
        return new RequestException(ErrorCode.INVALID_QUERY, detail);
    }
}
