package io.github.secretscache.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Secrets or parameters that the user lists without naming each: what is found counts as {@link ListedSecret listed}, under
 * its name in the service. It is looked for again at each ttl: what is new is then listed too, and what is gone is dropped.
 * A name that is listed by itself is served as that says; one that is found in two groups, as the first that found it.
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

    /** {@return what stands for it where a read has its secret: for the way of its calls, their time limit, and in messages} */
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
