package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable that a program is started with, and the secret or parameter that it is set to.
 *
 * @param name the variable: letters of ASCII, digits and underscores, no digit first
 * @param kind a secret or a parameter
 * @param secret the name of the secret or parameter, as a reader asks for it; a parameter's may have a version or label
 *     appended
 * @param versionStage the stage, such as {@code AWSPREVIOUS}; {@code null} for the one that the secret is listed at, or
 *     else {@code AWSCURRENT}, and for a parameter
 * @param jsonKey the member of its JSON object; {@code null} for the whole secret
 * @param optional whether the program is started without it if the secret cannot be read
 * @param override whether it replaces a variable of that name that is already set
 */
public record EnvironmentVariable(
        String name,
        SecretKind kind,
        String secret,
        @Nullable String versionStage,
        @Nullable String jsonKey,
        boolean optional,
        boolean override) {
    /** Loaded late, because most functions have no such variable. */
    private static final class Name {
        static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    }

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if no variable, or no secret or parameter, can have its name; or if a parameter has a
     *     stage
     */
    public EnvironmentVariable {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "the name of a variable must be letters, digits and underscores with no digit first, but is "
                            + Excerpt.of(name));
        }
        if (kind == SecretKind.PARAMETER && versionStage != null) {
            throw new IllegalArgumentException("a parameter has no version stage: put the label behind its name, as in "
                    + secret + ":" + versionStage);
        }
        // This refuses names that no secret or parameter can have.
        var unused = kind == SecretKind.PARAMETER
                ? SecretId.parameter(secret)
                : new SecretId(SecretId.DEFAULT_GROUP, secret, versionStage, null);
    }

    /**
     * The identity of its secret or parameter in a cache.
     *
     * @param cache where it is read
     * @return its identity there, as it is listed
     */
    public SecretId id(SecretsCache cache) {
        return read(cache).id();
    }

    SecretRead read(SecretsCache cache) {
        return kind == SecretKind.PARAMETER
                ? new ParameterChoice(secret, null, null, null).read(cache, false, jsonKey)
                : new SecretRead(secret, SecretRead.id(cache, secret, versionStage, null), false, false, jsonKey);
    }

    /** {@return what it is set to, for messages: such as {@code secret prod/db at AWSPREVIOUS}; no value} */
    public String source() {
        return kind.noun() + " " + secret + (versionStage == null ? "" : " at " + versionStage);
    }

    /**
     * Whether a variable can have a name.
     *
     * @param name the name
     * @return whether it is letters, digits and underscores with no digit first
     */
    public static boolean isName(String name) {
        return Name.FORM.matcher(name).matches();
    }
}
