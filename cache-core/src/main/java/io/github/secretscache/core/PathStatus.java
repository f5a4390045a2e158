package io.github.secretscache.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one listed path at one moment.
 *
 * @param path which path
 * @param parameters how many parameters are known below it
 * @param listedAt when it was last read to its end, or {@code null} if never
 * @param dueAt when it is read next, or {@code null} if it was not tried yet
 * @param lastFailure why it could not be read the last time, or {@code null} if it could
 */
public record PathStatus(
        ListedPath path,
        int parameters,
        @Nullable Instant listedAt,
        @Nullable Instant dueAt,
        SecretFetchException.@Nullable Reason lastFailure) {}
