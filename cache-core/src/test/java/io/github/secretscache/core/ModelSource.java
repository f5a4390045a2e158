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
import org.jspecify.annotations.Nullable;

/**
 * A source for model tests: secrets in groups that rotate, parameters that get new versions, and every fault at random, of
 * one of them, of a group and of all groups. One group has a replica of its secrets, which is well. A third of the
 * parameters is below {@link #PATH}; one that is refused for good is not on its pages. It remembers what it did, so that
 * a {@link ModelReader} can tell whether an answer of the cache is right. Thread-safe.
 */
final class ModelSource implements SecretSource {
    private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    private static final String PARAMETER_ARN = "arn:aws:ssm:eu-west-1:123456789012:parameter";
    private static final String REPLICATED = "replicated";
    private static final List<String> GROUPS = List.of(SecretId.DEFAULT_GROUP, "other", REPLICATED);
    static final ListedPath PATH = ListedPath.of("/path/").inGroup("other");
    private static final int ON_A_PAGE = 10;

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
        THROWS_FOREIGN;

        boolean breaksABatch() {
            return this == RETURNS_NULL || this == THROWS_ERROR || this == THROWS_FOREIGN;
        }
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

        boolean isParameter() {
            return name.startsWith("/");
        }

        /** What names a version. */
        String versionId(int version) {
            return isParameter() ? String.valueOf(version + 1) : "version-" + version;
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
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong pages = new AtomicLong();
    private final LongConsumer pause;
    private final LongSupplier now;
    private final RandomGenerator random;
    private final long requestTimeoutMillis;
    private final Map<String, Fault> outages = new ConcurrentHashMap<>();

    /**
     * A source of healthy secrets and parameters.
     *
     * @param secretCount how many secrets; there is a parameter for four of them
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
        List<String> folders = List.of("/listed/", PATH.path(), "/other/");
        for (int i = 0; i < secretCount / 4; i++) {
            String name = "%s%03d".formatted(folders.get(i % folders.size()), i);
            names.add(name);
            secrets.put(name, new Secret(name));
        }
    }

    /** All secrets, then all parameters. */
    List<String> names() {
        return names;
    }

    /** What a user of the cache would list by name. */
    List<ListedSecret> listed() {
        List<ListedSecret> listed = new ArrayList<>();
        names.subList(0, 20).forEach(name -> listed.add(ListedSecret.of(id(name))));
        names.stream()
                .filter(name -> name.startsWith("/listed/"))
                .forEach(name -> listed.add(ListedSecret.of(id(name))));
        return listed;
    }

    /** The identity of a name or ARN, perhaps with a parameter's version behind it; each secret is in one group. */
    SecretId id(String asked) {
        Secret secret = secret(asked);
        if (secret.isParameter()) {
            return SecretId.parameter(asked)
                    .inGroup(secret.name.startsWith(PATH.path()) ? PATH.group() : GROUPS.get(0));
        }
        return SecretId.of(asked).inGroup(GROUPS.get(names.indexOf(secret.name) % GROUPS.size()));
    }

    String arn(String name) {
        return secret(name).isParameter() ? PARAMETER_ARN + name : ARN + name + "-AbCdEf";
    }

    /** The secret or parameter of a name or ARN, perhaps with a parameter's version behind it. */
    Secret secret(String asked) {
        if (asked.startsWith(ARN)) {
            return secrets.get(asked.substring(ARN.length(), asked.length() - "-AbCdEf".length()));
        }
        String name = asked.startsWith(PARAMETER_ARN) ? asked.substring(PARAMETER_ARN.length()) : asked;
        return secrets.get(name.contains(":") ? name.substring(0, name.indexOf(':')) : name);
    }

    /** What a reader asks for: a name or an ARN, of a parameter perhaps with a version. */
    String asked(RandomGenerator reader) {
        String name = names.get(reader.nextInt(names.size()));
        String asked = reader.nextInt(4) == 0 ? arn(name) : name;
        Secret secret = secret(name);
        return secret.isParameter() && reader.nextInt(10) == 0
                ? asked + ":" + (1 + reader.nextInt(secret.version() + 1))
                : asked;
    }

    private static String asked(SecretId id) {
        return id.isParameter() && id.versionId() != null ? id.name() + ":" + id.versionId() : id.name();
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

    /** How many batches of parameters were asked for. */
    long batches() {
        return batches.get();
    }

    /** How many pages of the path were asked for. */
    long pages() {
        return pages.get();
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
        if (id.isParameter()) {
            return Batching.usual(routeOf(id), ON_A_PAGE);
        }
        boolean isCurrent = SecretId.AWSCURRENT.equals(id.versionStage()) && id.versionId() == null;
        return isCurrent ? Batching.whenWarmingUp(id.group(), 20) : Batching.NONE;
    }

    @Override
    public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        long serial = fetches.incrementAndGet();
        if (ids.get(0).isParameter()) {
            batches.incrementAndGet();
        }
        pause.accept(latency(outage(ids.get(0))));
        for (SecretId id : ids) {
            if (fault(id).breaksABatch()) {
                // Before anybody is refused: nobody will hear of it.
                SecretValue unused = answer(id, serial, fault(id));
                return null;
            }
        }
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        ids.forEach(id -> outcomes.put(id, FetchOutcome.of(() -> answer(id, serial, fault(id)))));
        return outcomes;
    }

    @Override
    public ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
        String path = ((ListedPath) listing).path();
        long serial = fetches.incrementAndGet();
        pages.incrementAndGet();
        SecretId subject = listing.subject();
        Fault fault = outage(subject);
        pause.accept(latency(fault));
        switch (fault) {
            case TRANSIENT -> throw failure(subject, TRANSIENT);
            case DEFINITIVE -> throw failure(subject, DEFINITIVE);
            case RETURNS_NULL -> {
                return null;
            }
            case THROWS_ERROR -> throw new StackOverflowError("a source gone wild");
            case THROWS_FOREIGN -> throw new IllegalStateException("a source that breaks its contract");
            case NONE, SLOW, HANGS -> {}
        }
        List<Secret> all = names.stream()
                .filter(name -> name.startsWith(path))
                .map(secrets::get)
                .filter(parameter -> parameter.fault != Fault.DEFINITIVE)
                .toList();
        int from = pageToken == null ? 0 : Math.min(all.size(), Integer.parseInt(pageToken));
        int to = Math.min(all.size(), from + ON_A_PAGE);
        return new ListingPage(
                all.subList(from, to).stream()
                        .map(parameter -> ListingPage.Found.of(value(parameter, parameter.version(), serial)))
                        .toList(),
                to < all.size() ? String.valueOf(to) : null);
    }

    @Override
    public String routeOf(SecretId id) {
        return id.isParameter() ? id.group() + "/parameters" : id.group();
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
        return id.group().equals(REPLICATED) && !id.isParameter() ? List.of("elsewhere") : List.of();
    }

    @Override
    public SecretValue fetchReplica(SecretId id, String replica) {
        long serial = fetches.incrementAndGet();
        replicated.incrementAndGet();
        pause.accept(latency(Fault.NONE));
        return value(id, serial);
    }

    private SecretValue answer(SecretId id, long serial, Fault fault) {
        return switch (fault) {
            case TRANSIENT -> throw failure(id, TRANSIENT);
            case DEFINITIVE -> {
                Refusal refusal = new Refusal(serial, now.getAsLong());
                refusals.merge(asked(id), refusal, (a, b) -> a.serial > b.serial ? a : b);
                throw failure(id, DEFINITIVE);
            }
            case RETURNS_NULL -> null;
            case THROWS_ERROR -> throw new StackOverflowError("a source gone wild");
            case THROWS_FOREIGN -> throw new IllegalStateException("a source that breaks its contract");
            case NONE, SLOW, HANGS -> value(id, serial);
        };
    }

    private long latency(Fault fault) {
        return switch (fault) {
            case SLOW -> random.nextLong(requestTimeoutMillis * 2);
            case HANGS -> requestTimeoutMillis + random.nextLong(requestTimeoutMillis * 20);
            default -> 1 + random.nextLong(Math.min(50, requestTimeoutMillis / 4));
        };
    }

    private SecretValue value(SecretId id, long serial) {
        Secret secret = secret(id.name());
        boolean isPinned = id.isParameter() && id.versionId() != null;
        return value(secret, isPinned ? Integer.parseInt(id.versionId()) - 1 : secret.version(), serial);
    }

    private SecretValue value(Secret secret, int version, long serial) {
        SecretValue.Description description = secret.isParameter()
                ? SecretValue.Description.ofParameter(arn(secret.name), secret.name, version + 1, "SecureString")
                : new SecretValue.Description(
                        arn(secret.name),
                        secret.name,
                        secret.versionId(version),
                        List.of(SecretId.AWSCURRENT),
                        Instant.ofEpochSecond(version));
        return SecretValue.ofText(description, secret.name + " " + version + " " + serial);
    }

    private SecretFetchException failure(SecretId id, Reason[] reasons) {
        return new SecretFetchException(reasons[random.nextInt(reasons.length)], "no " + id.name(), null);
    }

    @Override
    public void close() {}
}
