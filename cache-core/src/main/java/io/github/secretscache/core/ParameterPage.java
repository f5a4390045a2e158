package io.github.secretscache.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the parameters below a path. {@link #toString()} does not show their values.
 *
 * @param parameters the parameters on this page, decrypted, each at its newest version; any page may be empty
 * @param next the token of the next page; {@code null} if this is the last
 */
public record ParameterPage(
        List<SecretValue> parameters, @Nullable String next) {
    /** Copies the list. */
    public ParameterPage {
        parameters = List.copyOf(parameters);
    }
}
