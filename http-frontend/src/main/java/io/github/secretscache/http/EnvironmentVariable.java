package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An environment variable that a program is started with, and the secret that it is set to.
 *
 * @param name the variable: letters of ASCII, digits and underscores, no digit first
 * @param secret the name of the secret, as a reader asks for it
 * @param versionStage the stage, such as {@code AWSPREVIOUS}; {@code null} for the one that the secret is listed at, or
 *     else {@code AWSCURRENT}
 * @param jsonKey the member of the secret's JSON object; {@code null} for the whole secret
 * @param optional whether the program is started without it when the secret cannot be had
 * @param override whether it replaces a variable of that name which is set already
 */
public record EnvironmentVariable(
        String name,
        String secret,
        @Nullable String versionStage,
        @Nullable String jsonKey,
        boolean optional,
        boolean override) {
    /** Made late: most functions have none. */
    private static final class Name {
        static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    }

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException if no variable, or no secret, can have its name
     */
    public EnvironmentVariable {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "the name of a variable must be letters, digits and underscores with no digit first, but is "
                            + Excerpt.of(name));
        }
        // Which refuses what no secret can be named.
        new SecretId(SecretId.DEFAULT_GROUP, secret, versionStage, null);
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
