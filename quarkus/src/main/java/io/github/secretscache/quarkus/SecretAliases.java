package io.github.secretscache.quarkus;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The aliases of secrets in the configuration: {@code secretscache.db=prod/db} makes db an alias of prod/db. */
final class SecretAliases {
    static final String PREFIX = "secretscache.";
    static final String ENDPOINT = "secrets-cache.endpoint";

    private final Function<String, @Nullable String> configuration;

    /** @param configuration the value of a property, or null */
    SecretAliases(Function<String, @Nullable String> configuration) {
        this.configuration = configuration;
    }

    /** {@return the name of the secret that an alias is mapped to} */
    Optional<String> secretOf(String alias) {
        return Optional.ofNullable(configuration.apply(PREFIX + alias)).filter(name -> !name.isBlank());
    }

    /** {@return the server's address, if the configuration sets one} */
    Optional<String> endpoint() {
        return Optional.ofNullable(configuration.apply(ENDPOINT)).filter(address -> !address.isBlank());
    }
}
