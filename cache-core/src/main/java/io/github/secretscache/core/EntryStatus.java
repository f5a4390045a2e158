package io.github.secretscache.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one entry at one moment, without its value.
 *
 * @param id which secret
 * @param versionId the version held, or {@code null} if none is
 * @param fetchedAt when the last successful fetch began, or {@code null} if there was none
 * @param dueAt when it is refreshed next, or {@code null} if only a read does that
 * @param stale whether the value held is older than its ttl
 * @param listed whether the user listed it
 * @param lastFailure why the last fetch failed, or {@code null} if it did not
 * @param replica the replica region that the value held came from, or {@code null} if it is the group's own region's
 */
public record EntryStatus(
        SecretId id,
        @Nullable String versionId,
        @Nullable Instant fetchedAt,
        @Nullable Instant dueAt,
        boolean stale,
        boolean listed,
        SecretFetchException.@Nullable Reason lastFailure,
        @Nullable String replica) {}
