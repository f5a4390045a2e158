package io.github.secretscache.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Compares answers of a cache over a {@link ModelSource} with what may be answered: no wrong value, none older than its
 * bound, no older version than one answered already, nor the same one of an earlier fetch, and none of a fetch that began
 * before a refusal. Thread-safe.
 */
final class ModelReader {
    private record Delivery(int version, long serial, long at) {
        boolean isOlderThan(Delivery other) {
            return version < other.version || (version == other.version && serial < other.serial);
        }
    }

    private final ModelSource source;
    private final Duration ttl;
    private final Duration staleIfError;
    private final long slackMillis;
    private final Map<String, Delivery> delivered = new ConcurrentHashMap<>();
    private final AtomicReference<String> wrong = new AtomicReference<>();
    final AtomicInteger fresh = new AtomicInteger();
    final AtomicInteger stale = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    /**
     * A reader that has read nothing.
     *
     * @param source what the cache reads from
     * @param ttl the cache's
     * @param staleIfError the cache's
     * @param slackMillis how long an observation may take; 0 where time is simulated
     */
    ModelReader(ModelSource source, Duration ttl, Duration staleIfError, long slackMillis) {
        this.source = source;
        this.ttl = ttl;
        this.staleIfError = staleIfError;
        this.slackMillis = slackMillis;
    }

    /** Notes an answer to a read by a name or ARN. */
    void answered(String asked, long askedAt, CachedSecret answer, long now) {
        (answer.isStale() ? stale : fresh).incrementAndGet();
        String[] text = answer.value().asString().split(" ");
        int version = Integer.parseInt(text[1]);
        long serial = Long.parseLong(text[2]);
        ModelSource.Secret secret = source.secret(asked);
        check(text[0].equals(secret.name), asked, askedAt, answer, "is of another secret");
        check(
                answer.value().versionId().equals(secret.versionId(version)),
                asked,
                askedAt,
                answer,
                "has another's version");
        String pinned = source.id(asked).versionId();
        if (pinned == null) {
            Duration bound = answer.isStale() ? ttl.plus(staleIfError) : ttl;
            long overdue = now - bound.toMillis() - slackMillis;
            check(secret.endedAt(version) > overdue, asked, askedAt, answer, "is older than its bound");
        } else {
            check(secret.versionId(version).equals(pinned), asked, askedAt, answer, "is another version");
        }
        Delivery delivery = new Delivery(version, serial, now);
        Delivery before = delivered.get(asked);
        check(
                before == null || before.at >= askedAt - slackMillis || !delivery.isOlderThan(before),
                asked,
                askedAt,
                answer,
                "is older than one before");
        ModelSource.Refusal refusal = source.refusal(asked);
        check(
                refusal.at() >= askedAt - slackMillis || refusal.serial() <= serial,
                asked,
                askedAt,
                answer,
                "had been ended by a refusal");
        delivered.merge(asked, delivery, (a, b) -> a.isOlderThan(b) ? b : a);
    }

    /** Notes that a read failed. */
    void failed(String asked, long askedAt, Throwable failure) {
        failed.incrementAndGet();
        if (!(failure instanceof SecretFetchException)) {
            wrong.compareAndSet(null, "the read of " + asked + " at " + askedAt + " failed with " + failure);
        }
    }

    /** Notes how long a read waited. */
    void waited(String asked, long askedAt, long waited, long limit) {
        if (waited > limit + slackMillis) {
            wrong.compareAndSet(
                    null, "the read of " + asked + " at " + askedAt + " waited " + waited + " ms, not " + limit);
        }
    }

    /** What was wrong first, or {@code null}. */
    String wrong() {
        return wrong.get();
    }

    private void check(boolean right, String asked, long askedAt, CachedSecret answer, String what) {
        if (!right) {
            wrong.compareAndSet(
                    null,
                    "the answer to the read of " + asked + " at " + askedAt + " " + what + ": " + answer + " holds "
                            + answer.value().asString());
        }
    }
}
