package io.github.secretscache.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a reply's value was fetched, and how long it may be used: RFC 9111 sections 4.2 and 5, counted from the beginning of
 * the request, so that a slow reply is never kept too long.
 *
 * @param timeToLive null if the server gives none
 */
record ReplyFreshness(Instant fetchedAt, @Nullable Duration timeToLive) {
    /** RFC 9111 section 1.2.2: a larger number counts as this one. */
    private static final long MAX_SECONDS = 1L << 31;

    private static final long INVALID = -1;

    static ReplyFreshness of(Reply reply) {
        Instant requestedAt = Instant.ofEpochMilli(reply.requestedAtMillis());
        String ageHeader = reply.header("age");
        long age = ageHeader == null ? 0 : seconds(ageHeader.strip());
        long maxAge = maxAge(reply.list("cache-control"));
        if (age == INVALID || maxAge <= 0) {
            return new ReplyFreshness(requestedAt.minusSeconds(Math.max(0, age)), null);
        }
        return new ReplyFreshness(requestedAt.minusSeconds(age), Duration.ofSeconds(maxAge));
    }

    /** {@return the builder, with this freshness} */
    Secret.Builder in(Secret.Builder secret) {
        return timeToLive == null
                ? secret.fetchedAt(fetchedAt)
                : secret.fetchedAt(fetchedAt).timeToLive(timeToLive);
    }

    private static long maxAge(String cacheControl) {
        long maxAge = INVALID;
        for (String directive : cacheControl.split(",", -1)) {
            String lower = directive.strip().toLowerCase(Locale.ROOT);
            if (lower.equals("no-store") || lower.equals("no-cache")) {
                return INVALID;
            }
            if (lower.startsWith("max-age=")) {
                maxAge = seconds(lower.substring("max-age=".length()));
            }
        }
        return maxAge;
    }

    private static long seconds(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return INVALID;
        }
        return digits.length() > 10 ? MAX_SECONDS : Math.min(MAX_SECONDS, Long.parseLong(digits));
    }
}
