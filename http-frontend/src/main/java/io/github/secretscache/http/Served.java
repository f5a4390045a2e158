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
 * @param options how it answers
 * @param access who may read
 */
record Served(SecretsCache cache, ServeOptions options, AccessPolicy access) {
    static Served of(SecretsCache cache, ServeOptions options) {
        Set<SecretId> listed = cache.listed().stream().map(ListedSecret::id).collect(Collectors.toUnmodifiableSet());
        return new Served(cache, options, new AccessPolicy(options, listed));
    }
}
