package io.github.secretscache.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A secret that the user listed: it is fetched before it is asked for, refreshed whether read or not, and never evicted.
 *
 * @param servedAs the name by which it is read; usually {@code id.name()}
 * @param id which secret, and at which stage or version
 * @param ttl its own ttl, or {@code null} for the cache's
 * @param required whether start-up fails when it cannot be fetched
 */
public record ListedSecret(
        String servedAs, SecretId id, @Nullable Duration ttl, boolean required) {
    /** Checks that nothing but the ttl is missing. */
    public ListedSecret {
        Objects.requireNonNull(servedAs, "servedAs");
        Objects.requireNonNull(id, "id");
    }

    /**
     * A secret served under its own name with the cache's ttl, not required.
     *
     * @param id which
     * @return the listing
     */
    public static ListedSecret of(SecretId id) {
        return new ListedSecret(id.name(), id, null, false);
    }

    /**
     * The same secret under another name.
     *
     * @param name the name by which it is read
     * @return the listing
     */
    public ListedSecret servedAs(String name) {
        return new ListedSecret(name, id, ttl, required);
    }

    /**
     * The same secret with a ttl of its own.
     *
     * @param own the ttl, or {@code null} for the cache's
     * @return the listing
     */
    public ListedSecret withTtl(@Nullable Duration own) {
        return new ListedSecret(servedAs, id, own, required);
    }

    /**
     * The same secret, required or not.
     *
     * @param isRequired whether start-up fails when it cannot be fetched
     * @return the listing
     */
    public ListedSecret required(boolean isRequired) {
        return new ListedSecret(servedAs, id, ttl, isRequired);
    }
}
