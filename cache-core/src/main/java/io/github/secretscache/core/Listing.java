package io.github.secretscache.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Secrets or parameters that the user lists without naming each: those found count as {@link ListedSecret listed},
 * under their names in the service. The search is repeated at each ttl: new ones are added, and those that are gone are
 * dropped. If a name is also listed by itself, that entry decides; if two groups find a name, the first one serves it.
 */
public sealed interface Listing permits ListedPath, ListedTags {
    /** {@return the {@link SecretGroup#name() name of the group} whose region, endpoint and role find it} */
    String group();

    /** {@return the ttl of the listing and of what it finds, or {@code null} for the cache's} */
    @Nullable
    Duration ttl();

    /** {@return what it finds} */
    SecretKind kind();

    /** {@return what it finds, for messages, such as {@code parameters below /app/} or {@code secrets tagged app=orders}} */
    String described();

    /** {@return the id that stands for the listing in messages, and for the route and time limit of its calls} */
    SecretId subject();

    /**
     * The same listing through another group.
     *
     * @param name the group's name
     * @return the listing
     */
    Listing inGroup(String name);

    /**
     * The same listing with a ttl of its own.
     *
     * @param own the ttl, or {@code null} for the cache's
     * @return the listing
     */
    Listing withTtl(@Nullable Duration own);
}
