package io.github.secretscache.core;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A source for model tests: secrets in groups that rotate, and every fault at random, of one secret, of a group and of all
 * groups. One group has a replica, which is well. It remembers what it did, so that a
 * {@link ModelReader} can tell whether an answer of the cache is right. Thread-safe.
 */
final class ModelSource implements SecretSource {
    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    private static final String REPLICATED = "replicated";
    private static final List<String> GROUPS = List.of(SecretId.DEFAULT_GROUP, "other", REPLICATED);
    private static final Reason[] TRANSIENT = {
        Reason.THROTTLED,
        Reason.SERVICE_FAILED,
        Reason.TIMED_OUT,
        Reason.CONNECTION_FAILED,
        Reason.CREDENTIALS_UNAVAILABLE
    };
    private static final Reason[] DEFINITIVE = {
        Reason.NOT_FOUND, Reason.ACCESS_DENIED, Reason.DECRYPTION_FAILED, Reason.SCHEDULED_FOR_DELETION
    };

    /** What is wrong with a secret, or with the service. */
    enum Fault {
        NONE,
        TRANSIENT,
        DEFINITIVE,
        SLOW,
        HANGS,
        RETURNS_NULL,
        THROWS_ERROR,
        THROWS_FOREIGN
    }

    /** A secret, and what its past fetches tell of right answers. */
    static final class Secret {
        final String name;
        /** When the version before each one ended; index 0 is the first version. */
        private final List<Long> beganAt = new ArrayList<>(List.of(Long.MIN_VALUE));

        private volatile Fault fault = Fault.NONE;

        Secret(String name) {
            this.name = name;
        }

        synchronized int version() {
            return beganAt.size() - 1;
        }

        synchronized void rotate(long now) {
            beganAt.add(now);
        }

        /** When a version ceased to be the current one; {@link Long#MAX_VALUE} if it has not. */
        synchronized long endedAt(int version) {
            return version + 1 < beganAt.size() ? beganAt.get(version + 1) : Long.MAX_VALUE;
        }
    }

    /** A fetch that was refused for good: a value of an earlier one may not be answered from then on. */
    record Refusal(long serial, long at) {}

    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final AtomicLong fetches = new AtomicLong();
    private final AtomicLong replicated = new AtomicLong();
    private final LongConsumer pause;
    private final LongSupplier now;
    private final RandomGenerator random;
    private final long requestTimeoutMillis;
    private final Map<String, Fault> outages = new ConcurrentHashMap<>();

    /**
     * A source of healthy secrets.
     *
     * @param secretCount how many
     * @param random what happens; used by one thread at a time if the test is to be repeatable
     * @param requestTimeoutMillis after how long the cache gives a fetch up
     * @param now the time in milliseconds
     * @param pause waits so many milliseconds
     */
    ModelSource(
            int secretCount, RandomGenerator random, long requestTimeoutMillis, LongSupplier now, LongConsumer pause) {
        this.random = random;
        this.requestTimeoutMillis = requestTimeoutMillis;
        this.now = now;
        this.pause = pause;
        for (int i = 0; i < secretCount; i++) {
            names.add("secret/" + i);
            secrets.put("secret/" + i, new Secret("secret/" + i));
        }
    }

    List<String> names() {
        return names;
    }

    /** The identity of a name or ARN; each secret is in one group. */
    SecretId id(String nameOrArn) {
        int number = names.indexOf(secret(nameOrArn).name);
        return SecretId.of(nameOrArn).inGroup(GROUPS.get(number % GROUPS.size()));
    }

    String arn(String name) {
        return ARN + name + "-AbCdEf";
    }

    Secret secret(String nameOrArn) {
        return secrets.get(
                nameOrArn.startsWith(ARN)
                        ? nameOrArn.substring(ARN.length(), nameOrArn.length() - "-AbCdEf".length())
                        : nameOrArn);
    }

    /** The last refusal of what was asked for under a name. */
    Refusal refusal(String asked) {
        return refusals.getOrDefault(asked, new Refusal(0, Long.MIN_VALUE));
    }

    long replicated() {
        return replicated.get();
    }

    long fetches() {
        return fetches.get();
    }

    /** Rotates a secret, or changes what is wrong with it or with all. */
    void change() {
        Secret secret = secrets.get(names.get(random.nextInt(names.size())));
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> secret.rotate(now.getAsLong());
            case 3 -> {
                for (String group : GROUPS) {
                    outages.put(group, random.nextInt(3) == 0 ? any() : Fault.NONE);
                }
            }
            case 4, 5 -> secret.fault = Fault.NONE;
            default -> secret.fault = any();
        }
    }

    /** Ends all faults. */
    void recover() {
        outages.clear();
        secrets.values().forEach(secret -> secret.fault = Fault.NONE);
    }

    private Fault any() {
        return Fault.values()[random.nextInt(Fault.values().length)];
    }

    @Override
    public SecretValue fetch(SecretId id) {
        long serial = fetches.incrementAndGet();
        Fault fault = fault(id);
        pause.accept(latency(fault));
        return answer(id, serial, fault);
    }

    @Override
    public Batching batchingOf(SecretId id) {
        boolean isCurrent = SecretId.AWSCURRENT.equals(id.versionStage()) && id.versionId() == null;
        return isCurrent ? Batching.whenWarmingUp(id.group(), 20) : Batching.NONE;
    }

    @Override
    public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        long serial = fetches.incrementAndGet();
        pause.accept(latency(outage(ids.get(0))));
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        ids.forEach(id -> outcomes.put(id, FetchOutcome.of(() -> answer(id, serial, fault(id)))));
        return outcomes;
    }

    private Fault fault(SecretId id) {
        Fault outage = outage(id);
        return outage == Fault.NONE ? secret(id.name()).fault : outage;
    }

    private Fault outage(SecretId id) {
        return outages.getOrDefault(id.group(), Fault.NONE);
    }

    @Override
    public List<String> replicasOf(SecretId id) {
        return id.group().equals(REPLICATED) ? List.of("elsewhere") : List.of();
    }

    @Override
    public SecretValue fetchReplica(SecretId id, String replica) {
        long serial = fetches.incrementAndGet();
        replicated.incrementAndGet();
        pause.accept(latency(Fault.NONE));
        return value(secret(id.name()), serial);
    }

    private SecretValue answer(SecretId id, long serial, Fault fault) {
        return switch (fault) {
            case TRANSIENT -> throw failure(id, TRANSIENT);
            case DEFINITIVE -> {
                Refusal refusal = new Refusal(serial, now.getAsLong());
                refusals.merge(id.name(), refusal, (a, b) -> a.serial > b.serial ? a : b);
                throw failure(id, DEFINITIVE);
            }
            case RETURNS_NULL -> null;
            case THROWS_ERROR -> throw new StackOverflowError("a source gone wild");
            case THROWS_FOREIGN -> throw new IllegalStateException("a source that breaks its contract");
            case NONE, SLOW, HANGS -> value(secret(id.name()), serial);
        };
    }

    private long latency(Fault fault) {
        return switch (fault) {
            case SLOW -> random.nextLong(requestTimeoutMillis * 2);
            case HANGS -> requestTimeoutMillis + random.nextLong(requestTimeoutMillis * 20);
            default -> 1 + random.nextLong(Math.min(50, requestTimeoutMillis / 4));
        };
    }

    private SecretValue value(Secret secret, long serial) {
        int version = secret.version();
        return SecretValue.ofText(
                new SecretValue.Description(
                        arn(secret.name),
                        secret.name,
                        "version-" + version,
                        List.of(SecretId.AWSCURRENT),
                        Instant.ofEpochSecond(version)),
                secret.name + " " + version + " " + serial);
    }

    private SecretFetchException failure(SecretId id, Reason[] reasons) {
        return new SecretFetchException(reasons[random.nextInt(reasons.length)], "no " + id.name(), null);
    }

    @Override
    public void close() {}
}
