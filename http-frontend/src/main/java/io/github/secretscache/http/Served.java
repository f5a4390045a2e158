package io.github.secretscache.http;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an open frontend serves, and to whom.
 *
 * @param cache where secrets are read
 * @param options how it answers
 * @param access who may read
 * @param roles what readers may name as roles, or {@code null} if they may not
 */
record Served(
        SecretsCache cache,
        ServeOptions options,
        AccessPolicy access,
        @Nullable NamedRoles roles) {
    static Served of(SecretsCache cache, ServeOptions options) {
        Set<SecretId> listed = cache.listed().stream().map(ListedSecret::id).collect(Collectors.toUnmodifiableSet());
        UnaryOperator<String> roles = options.roles();
        return new Served(
                cache, options, new AccessPolicy(options, listed), roles == null ? null : new NamedRoles(roles));
    }
}
