package io.github.secretscache.spring;

import java.util.Objects;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;

/** One {@code secrets-cache:name?prefix=…} of {@code spring.config.import}. */
final class SecretImport extends ConfigDataResource {
    static final String SCHEME = "secrets-cache:";
    private static final String PREFIX_PARAMETER = "prefix=";

    private final String secret;
    private final String prefix;
    private final boolean isOptional;
    private final SecretsCacheProperties settings;
    private final ImportingDocument document;

    /**
     * Takes a location apart.
     *
     * @param settings how to read it
     * @param document the document that it is in
     */
    SecretImport(ConfigDataLocation location, SecretsCacheProperties settings, ImportingDocument document) {
        super(location.isOptional());
        this.isOptional = location.isOptional();
        this.settings = settings;
        this.document = document;
        String[] nameAndQuery = location.getNonPrefixedValue(SCHEME).split("\\?", 2);
        this.secret = nameAndQuery[0].strip();
        if (secret.isEmpty()) {
            throw new SecretImportException(
                    "The import \"" + location + "\" names no secret.",
                    "Write the secret's name or ARN after " + SCHEME + ", as in " + SCHEME + "prod/db.",
                    null);
        }
        String query = nameAndQuery.length == 1 ? PREFIX_PARAMETER : nameAndQuery[1];
        if (!query.startsWith(PREFIX_PARAMETER) || query.contains("&")) {
            throw new SecretImportException(
                    "The import \"" + location + "\" has a parameter that is not known.",
                    "The one parameter is prefix, as in " + SCHEME + secret + "?prefix=db.",
                    null);
        }
        this.prefix = query.substring(PREFIX_PARAMETER.length());
    }

    String secret() {
        return secret;
    }

    String prefix() {
        return prefix;
    }

    boolean optional() {
        return isOptional;
    }

    SecretsCacheProperties settings() {
        return settings;
    }

    ImportingDocument document() {
        return document;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretImport that && secret.equals(that.secret) && prefix.equals(that.prefix);
    }

    @Override
    public int hashCode() {
        return Objects.hash(secret, prefix);
    }

    @Override
    public String toString() {
        return SCHEME + secret + (prefix.isEmpty() ? "" : "?" + PREFIX_PARAMETER + prefix);
    }
}
