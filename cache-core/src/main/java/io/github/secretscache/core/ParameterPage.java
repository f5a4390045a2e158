package io.github.secretscache.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the parameters below a path. Its values are redacted in {@link #toString()}, as everywhere.
 *
 * @param parameters what is on this page, decrypted, each at its newest version; it may be none on any page
 * @param next what names the next page; {@code null} if this is the last
 */
public record ParameterPage(
        List<SecretValue> parameters, @Nullable String next) {
    /** Copies the list. */
    public ParameterPage {
        parameters = List.copyOf(parameters);
    }
}
