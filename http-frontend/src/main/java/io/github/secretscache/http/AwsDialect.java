package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The AWS-compatible paths, by the rules of AWS's agent: names in the query are case-sensitive, the last of two equal
 * names counts, and only the first error is reported. The path form is not percent-decoded. A reply is that of
 * GetSecretValue or GetParameter, without a content type.
 */
final class AwsDialect implements Dialect {
    private static final String QUERY_PATH = "/secretsmanager/get";
    private static final String PATH_PREFIX = "/v1/";
    private static final String PARAMETER_PATH = "/systemsmanager/parameters/get";
    private static final Set<String> BY_PATH = Set.of("versionStage", "versionId", "refreshNow");
    private static final Set<String> BY_QUERY = Set.of("secretId", "versionStage", "versionId", "refreshNow");
    private static final Set<String> OF_PARAMETER = Set.of("name", "version", "label", "withDecryption", "refreshNow");
    private static final String ROLE = "roleArn";

    /** A longer reply takes a moment to write. */
    private static final int CHEAP_BYTES = 4 * 1024;

    /** How many queries to remember, and of how many characters. */
    private static final int MOST_PARSED = 256;

    private static final int LONGEST_PARSED = 256;

    private final VersionMemo<AwsSecretBody> bodies;
    private final Map<String, Map<String, String>> parsed = new HashMap<>();
    private final AwsErrorJson errors;
    private final Supplier<@Nullable NamedRoles> roles;

    /**
     * The fixed properties, known before the first secret is read.
     *
     * @param profile whose replies are imitated
     * @param roles the roles that readers may name, or {@code null} if they may not
     */
    AwsDialect(Supplier<AwsProfile> profile, Supplier<@Nullable NamedRoles> roles) {
        this.roles = roles;
        this.bodies = new VersionMemo<>(version -> bodyInDialectOf(profile.get()));
        this.errors = new AwsErrorJson(profile);
    }

    private static AwsSecretBody bodyInDialectOf(AwsProfile profile) {
        return new AwsSecretBody(value -> AwsSecretJson.of(value, profile));
    }

    /** {@return whether a path is one of the AWS-compatible ones, served or not} */
    static boolean speaks(String path) {
        return path.startsWith("/secretsmanager/")
                || path.startsWith("/systemsmanager/")
                || path.startsWith(PATH_PREFIX);
    }

    /** Like the agent, routes by the raw path; only the part after {@code /v1/} is resolved. */
    @Override
    public SecretRead parse(ReaderRequest request, SecretsCache cache) {
        String path = request.path();
        if (path.equals(QUERY_PATH)) {
            Map<String, String> query = queryOfSecret(request);
            return read(cache, named(query.getOrDefault("secretId", ""), "missing parameter secretId"), query);
        }
        if (path.equals(PARAMETER_PATH) || path.equals(PARAMETER_PATH + "/")) {
            return parameter(query(request, OF_PARAMETER), cache);
        }
        String resolved = path.startsWith(PATH_PREFIX) ? DotSegments.removedFrom(path) : path;
        if (resolved.startsWith(PATH_PREFIX)) {
            String name = named(resolved.substring(PATH_PREFIX.length()), "missing secret ID");
            return read(cache, name, query(request, BY_PATH));
        }
        throw new RequestException(ErrorCode.PATH_NOT_FOUND, "Not found");
    }

    @Override
    public void writeSecret(ReaderRequest request, SecretRead read, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        if (!read.id().isParameter()) {
            AwsSecretBody body = bodies.of(value);
            if (!request.sendWhole(body.head(request.exchange(), value), body.of(value))) {
                request.exchange().getResponseSender().send(body.of(value));
            }
            return;
        }
        Runnable write =
                () -> request.exchange().getResponseSender().send(new ParameterJson(read.id(), value).asExtension());
        if (value.sizeInBytes() > CHEAP_BYTES) {
            request.whenItIsMyTurn(write);
        } else {
            write.run();
        }
    }

    @Override
    public void writeError(ReaderRequest request, Throwable failure) {
        errors.write(request.exchange(), failure);
    }

    private static String named(String name, String ifMissing) {
        if (name.isEmpty()) {
            throw invalid(ifMissing);
        }
        return name;
    }

    private SecretRead read(SecretsCache cache, String name, Map<String, String> query) {
        Boolean refreshNow = QueryString.flag(query.getOrDefault("refreshNow", "false"));
        return new SecretRead(name, id(cache, name, query), false, Boolean.TRUE.equals(refreshNow), null);
    }

    /** With a role, a name means what it means to the service, whatever is listed under it. */
    private SecretId id(SecretsCache cache, String name, Map<String, String> query) {
        String roleArn = query.get(ROLE);
        NamedRoles known = roles.get();
        String stage = query.get("versionStage");
        String version = query.get("versionId");
        return roleArn == null || known == null
                ? SecretRead.id(cache, name, stage, version)
                : SecretRead.checked(() -> new SecretId(known.groupOf(roleArn), name, stage, version));
    }

    /** AWS's agent knows roles, and no parameters; AWS's extension knows parameters, and no roles. */
    private boolean takesRole(Set<String> known) {
        return roles.get() != null && !known.equals(OF_PARAMETER);
    }

    /** As AWS's extension does it: decrypted only if asked for, and by the version or label that is given first. */
    private static SecretRead parameter(Map<String, String> query, SecretsCache cache) {
        String name = named(query.getOrDefault("name", ""), "missing parameter name");
        boolean byLabel = query.keySet().stream()
                .filter(given -> given.equals("version") || given.equals("label"))
                .findFirst()
                .filter("label"::equals)
                .isPresent();
        Boolean decrypted = QueryString.flag(query.getOrDefault("withDecryption", "false"));
        Boolean refreshNow = QueryString.flag(query.getOrDefault("refreshNow", "false"));
        return new ParameterChoice(
                        name,
                        byLabel ? null : query.get("version"),
                        byLabel ? query.get("label") : null,
                        Boolean.TRUE.equals(decrypted))
                .read(cache, Boolean.TRUE.equals(refreshNow), null);
    }

    /** The query of a read by name. A reader asks for the same again and again. */
    private Map<String, String> queryOfSecret(ReaderRequest request) {
        String query = request.query();
        Map<String, String> before = parsed.get(query);
        if (before != null) {
            return before;
        }
        Map<String, String> now = Map.copyOf(query(request, BY_QUERY));
        if (parsed.size() < MOST_PARSED && query.length() <= LONGEST_PARSED) {
            parsed.put(query, now);
        }
        return now;
    }

    /** In the order in which they were given first. */
    private Map<String, String> query(ReaderRequest request, Set<String> known) {
        Map<String, String> query = new LinkedHashMap<>();
        for (QueryString.Parameter parameter : parameters(request)) {
            String name = parameter.name();
            if (!known.contains(name) && !(name.equals(ROLE) && takesRole(known))) {
                throw invalid("unknown parameter: " + name);
            }
            if (name.equals("refreshNow") && QueryString.flag(parameter.value()) == null) {
                throw invalid("invalid refreshNow value");
            }
            query.put(name, parameter.value());
        }
        return query;
    }

    private static List<QueryString.Parameter> parameters(ReaderRequest request) {
        try {
            return QueryString.parse(request.query());
        } catch (IllegalArgumentException e) {
            throw invalid("invalid query: " + e.getMessage());
        }
    }

    private static RequestException invalid(String text) {
        return new RequestException(ErrorCode.INVALID_QUERY, text);
    }
}
