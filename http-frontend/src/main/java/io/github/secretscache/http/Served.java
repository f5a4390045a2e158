package io.github.secretscache.http;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an open frontend serves, and to whom.
 *
 * @param cache where secrets are read
 * @param options who may read
 * @param listed the listed secrets, each at its configured stage
 */
record Served(SecretsCache cache, ServeOptions options, Set<SecretId> listed) {
    static Served of(SecretsCache cache, ServeOptions options) {
        return new Served(
                cache, options, cache.listed().stream().map(ListedSecret::id).collect(Collectors.toUnmodifiableSet()));
    }
}
