package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one account in one region, with the rules of the service: versions, labels, hierarchies, and secrets
 * of Secrets Manager under {@code /aws/reference/secretsmanager/}. Thread-safe.
 */
final class ParametersAccount {

    private static final String REFERENCE = "/aws/reference/secretsmanager/";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.\\-/]{1,1011}");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_.\\-][a-zA-Z0-9_.\\-]{0,99}");
    private static final int MAX_BYTES = 8192;
    private static final int MAX_LEVELS = 15;
    private static final int LEAST_VERSION_ID = 32;

    private final String arnPrefix;
    private final InstantSource clock;
    private final SecretsAccount secrets;
    private final Map<String, List<Version>> parameters = new TreeMap<>();

    ParametersAccount(String region, String accountId, InstantSource clock, SecretsAccount secrets) {
        this.arnPrefix = "arn:aws:ssm:" + region + ":" + accountId + ":parameter";
        this.clock = clock;
        this.secrets = secrets;
    }

    /** One version; {@code toString} does not show its value. */
    static final class Version {
        final String name;
        final ParameterType type;
        final String value;
        final long number;
        final Instant modified;
        final TreeSet<String> labels = new TreeSet<>();
        /** The answer of Secrets Manager, for a reference to a secret. */
        @Nullable
        String source;

        Version(String name, ParameterType type, String value, long number, Instant modified) {
            this.name = name;
            this.type = type;
            this.value = value;
            this.number = number;
            this.modified = modified;
        }
    }

    /**
     * A version, and how it was requested.
     *
     * @param selector with its colon, or null
     */
    record Found(Version version, @Nullable String selector) {}

    /** The id is a name or an ARN, and may be followed by a colon and a version or label. */
    synchronized Optional<Found> find(String id) {
        String name = name(id);
        if (name.startsWith(REFERENCE)) {
            return Optional.of(reference(name));
        }
        List<Version> versions = parameters.get(name);
        if (versions == null) {
            return Optional.empty();
        }
        String selector = selector(id);
        if (selector == null) {
            return Optional.of(new Found(versions.get(versions.size() - 1), null));
        }
        String wanted = selector.substring(1);
        return Optional.of(new Found(
                versions.stream()
                        .filter(version ->
                                String.valueOf(version.number).equals(wanted) || version.labels.contains(wanted))
                        .findFirst()
                        .orElseThrow(() -> new ServiceException(
                                "ParameterVersionNotFound",
                                400,
                                "Systems Manager could not find version " + wanted + " of " + name + ".")),
                selector));
    }

    /** The name may be followed by a stage or a version id. */
    private Found reference(String name) {
        String id = name.substring(REFERENCE.length());
        int colon = id.startsWith("arn:") ? -1 : id.indexOf(':');
        String selector = colon < 0 ? null : id.substring(colon + 1);
        boolean isVersion = selector != null && selector.length() >= LEAST_VERSION_ID;
        SecretsAccount.Version secret = secrets.read(
                colon < 0 ? id : id.substring(0, colon), isVersion ? selector : null, isVersion ? null : selector);
        String text = Objects.requireNonNullElse(secret.value().text(), "");
        String withoutSelector = colon < 0 ? name : name.substring(0, REFERENCE.length() + colon);
        Version version = new Version(withoutSelector, ParameterType.SECURE_STRING, text, 0, secret.created());
        version.source = JsonNodeFactory.instance
                .objectNode()
                .put("ARN", secret.secret().arn())
                .put("name", secret.secret().name())
                .put("versionId", secret.id())
                .put("secretString", text)
                .toString();
        return new Found(version, selector == null ? null : ":" + selector);
    }

    /** Everything below the path, by name. */
    synchronized List<Version> below(String path, boolean recursive) {
        String prefix = path.endsWith("/") ? path : path + "/";
        List<Version> found = new ArrayList<>();
        parameters.forEach((name, versions) -> {
            if (name.startsWith(prefix) && (recursive || name.indexOf('/', prefix.length()) < 0)) {
                found.add(versions.get(versions.size() - 1));
            }
        });
        return found;
    }

    /** A null type keeps the existing one. */
    synchronized Version put(String name, @Nullable ParameterType type, String value, boolean overwrite) {
        check(name, value);
        List<Version> versions = parameters.get(name);
        if (versions != null && !overwrite) {
            throw new ServiceException(
                    "ParameterAlreadyExists",
                    400,
                    "The parameter already exists. To overwrite this value, set the overwrite option in the request to"
                            + " true.");
        }
        if (versions == null && type == null) {
            throw ServiceException.validation("A parameter type is required when you create a parameter.");
        }
        List<Version> all = versions == null ? new ArrayList<>() : versions;
        Version last = all.isEmpty() ? null : all.get(all.size() - 1);
        Version version = new Version(
                name,
                type == null ? Objects.requireNonNull(last).type : type,
                value,
                last == null ? 1 : last.number + 1,
                clock.instant());
        all.add(version);
        parameters.put(name, all);
        return version;
    }

    private static void check(String name, String value) {
        boolean isHierarchy = !name.contains("//") && !name.endsWith("/") && (name.indexOf('/') <= 0);
        if (!NAME.matcher(name).matches() || !isHierarchy) {
            throw ServiceException.validation("Parameter name must be a fully qualified name. Valid parameters contain"
                    + " only letters, numbers, and the following symbols: .-_ with / between levels");
        }
        if (name.startsWith("/aws") || name.startsWith("aws") || name.startsWith("/ssm") || name.startsWith("ssm")) {
            throw ServiceException.validation(
                    "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).");
        }
        if (name.chars().filter(c -> c == '/').count() > MAX_LEVELS) {
            throw new ServiceException(
                    "HierarchyLevelLimitExceededException",
                    400,
                    "A hierarchy can have a maximum of " + MAX_LEVELS + " levels.");
        }
        if (value.isEmpty() || value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw ServiceException.validation("1 validation error detected: Value at 'value' failed to satisfy"
                    + " constraint: Member must have length between 1 and " + MAX_BYTES);
        }
    }

    synchronized boolean delete(String name) {
        return parameters.remove(name) != null;
    }

    /** Moves the labels to a version, or to the last one for null; returns the invalid labels. */
    synchronized List<String> label(String name, @Nullable Long number, List<String> labels) {
        List<Version> versions = parameters.get(name);
        if (versions == null) {
            throw notFound();
        }
        long wanted = number == null ? versions.get(versions.size() - 1).number : number;
        Version target = versions.stream()
                .filter(version -> version.number == wanted)
                .findFirst()
                .orElseThrow(() -> new ServiceException(
                        "ParameterVersionNotFound", 400, "Systems Manager could not find version " + wanted + "."));
        List<String> invalid = new ArrayList<>();
        for (String label : labels) {
            if (!LABEL.matcher(label).matches() || label.startsWith("aws") || label.startsWith("ssm")) {
                invalid.add(label);
                continue;
            }
            versions.forEach(version -> version.labels.remove(label));
            target.labels.add(label);
        }
        return invalid;
    }

    String arn(Version version) {
        return arnPrefix + (version.name.startsWith("/") ? "" : "/") + version.name;
    }

    /** The name in an id, without ARN and selector. */
    String name(String id) {
        String rest = id.startsWith(arnPrefix + "/") ? id.substring(arnPrefix.length()) : id;
        int colon = rest.startsWith("arn:") ? -1 : rest.indexOf(':');
        String name = colon < 0 || rest.startsWith(REFERENCE) ? rest : rest.substring(0, colon);
        // In an ARN there is a slash even before a name without one.
        return !id.equals(rest) && !parameters.containsKey(name) ? name.substring(1) : name;
    }

    private static @Nullable String selector(String id) {
        int colon = id.startsWith("arn:") ? id.indexOf(':', id.indexOf("/")) : id.indexOf(':');
        return colon < 0 ? null : id.substring(colon);
    }

    static ServiceException notFound() {
        return new ServiceException("ParameterNotFound", 400, "Parameter not found.");
    }
}
