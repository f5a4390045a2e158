package io.github.secretscache.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of one listing at one moment.
 *
 * @param listing which
 * @param found how many secrets or parameters it has found that are there, as far as is known
 * @param listedAt when it was last read to its end, or {@code null} if never
 * @param dueAt when it is read next, or {@code null} if it was not tried yet
 * @param lastFailure why it could not be read the last time, or {@code null} if it could
 */
public record ListingStatus(
        Listing listing,
        int found,
        @Nullable Instant listedAt,
        @Nullable Instant dueAt,
        SecretFetchException.@Nullable Reason lastFailure) {}
