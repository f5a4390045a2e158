package io.github.secretscache.core;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything below one path of Parameter Store, listed by the user: the parameters there, decrypted, each at its newest
 * version.
 *
 * @param group the {@link SecretGroup#name() name of the group} whose region, endpoint and role read it
 * @param path the path, such as {@code /app/prod/}; with or without a slash at its end
 * @param ttl the ttl of the path and of each parameter below it, or {@code null} for that of the cache
 */
public record ListedPath(
        String group, String path, @Nullable Duration ttl) implements Listing {
    /**
     * Checks the path, and writes it with a slash at its end.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, is {@code /}, or cannot be a path; the message
     *     says what was received and what is expected
     */
    public ListedPath {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(path, "path");
        if (path.equals("/")) {
            throw new IllegalArgumentException(
                    "a parameter path must not be /: that is every parameter of the account and"
                            + " region, which no function needs, and its role should not be allowed; give the path of the application,"
                            + " such as /app/prod/");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a parameter path must begin with a slash, such as /app/prod/, but is: "
                    + SecretId.abbreviated(path));
        }
        path = path.endsWith("/") ? path : path + "/";
        ParameterNames.checkPath(path);
    }

    /**
     * A path in the default group, with the cache's ttl.
     *
     * @param path the path, such as {@code /app/prod/}
     * @return the listing
     * @throws IllegalArgumentException if it cannot be a path
     */
    public static ListedPath of(String path) {
        return new ListedPath(SecretId.DEFAULT_GROUP, path, null);
    }

    @Override
    public SecretKind kind() {
        return SecretKind.PARAMETER;
    }

    @Override
    public String described() {
        return "parameters below " + path;
    }

    @Override
    public SecretId subject() {
        return SecretId.parameter(path).inGroup(group);
    }

    @Override
    public ListedPath inGroup(String name) {
        return new ListedPath(name, path, ttl);
    }

    @Override
    public ListedPath withTtl(@Nullable Duration own) {
        return new ListedPath(group, path, own);
    }
}
