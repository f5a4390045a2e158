package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * AWS Secrets Manager as a {@link SecretSource}, over the AWS SDK for Java 2.x. Thread-safe.
 *
 * <p>It calls <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">
 * GetSecretValue</a>, for several secrets at a time <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html">
 * BatchGetSecretValue</a> (which need not be allowed), for a group with a role <a
 * href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>, and nothing else. The
 * client of a group is built on the first read of it. Region, credentials, endpoint and proxy come from the SDK's default
 * chains where a {@link SecretGroup} does not name them; credentials that expire are reloaded.
 *
 * <p>A failed attempt is repeated by the SDK's standard rules within the request timeout. What each failure means is
 * written in {@code docs/errors.md}. An exception from here holds no text of a reply, nor does any of its causes.
 */
public final class SecretsManagerSource implements SecretSource {
    /** The time for a TCP connection unless the builder says otherwise: 1 s. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    private static final int BATCH_SIZE = 20;

    private final Map<String, AwsGroup> groups;
    private final AwsClients clients;
    private final AwsCalls calls;

    private SecretsManagerSource(Builder builder) {
        this.clients = new AwsClients(
                builder.connectTimeout, builder.requestTimeout, builder.trustManager, builder.credentials);
        this.calls = new AwsCalls(builder.maxConcurrentRequests, builder.requestTimeout);
        this.groups = builder.groups.values().stream()
                .collect(Collectors.toUnmodifiableMap(SecretGroup::name, group -> new AwsGroup(group, clients)));
    }

    /**
     * Reads with the SDK's default region and credentials.
     *
     * @return the source
     */
    public static SecretsManagerSource create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads one version of one secret with GetSecretValue.
     *
     * @param id which; its group must be one of this source's
     * @return its value
     * @throws SecretFetchException if it cannot be had within the request timeout, if the calling thread is interrupted
     *     (its interrupt status stays set), or if this source is closed
     */
    @Override
    public SecretValue fetch(SecretId id) {
        Objects.requireNonNull(id, "id");
        FetchOutcome outcome = fetchEach(List.of(id)).get(id);
        if (outcome instanceof FetchOutcome.Fetched fetched) {
            return fetched.value();
        }
        throw outcome instanceof FetchOutcome.Failed failed ? failed.cause() : unanswered(id);
    }

    /**
     * Reads several secrets. Of a group with two or more at {@value SecretId#AWSCURRENT} these are read with
     * BatchGetSecretValue, 20 at a time and with one attempt; whatever that leaves unanswered, for instance because it is
     * not allowed, is read with GetSecretValue, several at a time. Each call has the request timeout; all together take as
     * long as they need.
     *
     * @param ids which; without duplicates
     * @return an outcome for each id, in the order given
     */
    @Override
    public Map<SecretId, FetchOutcome> fetchAll(Collection<SecretId> ids) {
        Map<SecretId, FetchOutcome> inBatches = calls.run(batches(ids));
        List<SecretId> rest =
                ids.stream().filter(id -> !inBatches.containsKey(id)).toList();
        Map<SecretId, FetchOutcome> oneByOne = fetchEach(rest);
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        for (SecretId id : ids) {
            FetchOutcome outcome = inBatches.getOrDefault(id, oneByOne.get(id));
            outcomes.put(id, outcome == null ? new FetchOutcome.Failed(unanswered(id)) : outcome);
        }
        return outcomes;
    }

    /** Ends the calls in flight, which then fail as closed, and the threads and clients of this source. Idempotent. */
    @Override
    public void close() {
        calls.close();
        clients.close();
    }

    private List<Callable<Map<SecretId, FetchOutcome>>> batches(Collection<SecretId> ids) {
        List<Callable<Map<SecretId, FetchOutcome>>> work = new ArrayList<>();
        groups.forEach((name, group) -> {
            List<SecretId> members = ids.stream()
                    .filter(id -> id.group().equals(name))
                    .filter(SecretsManagerSource::isBatchable)
                    .toList();
            for (int from = 0; members.size() > 1 && from < members.size(); from += BATCH_SIZE) {
                List<SecretId> batch = members.subList(from, Math.min(from + BATCH_SIZE, members.size()));
                work.add(() -> group.fetchBatch(batch));
            }
        });
        return work;
    }

    private Map<SecretId, FetchOutcome> fetchEach(Collection<SecretId> ids) {
        return calls.run(ids.stream().map(this::single).toList());
    }

    private Callable<Map<SecretId, FetchOutcome>> single(SecretId id) {
        AwsGroup group = groups.get(id.group());
        return () -> Map.of(
                id,
                group == null
                        ? new FetchOutcome.Failed(AwsErrors.of(id, AwsErrorRule.UNKNOWN_GROUP))
                        : group.fetch(id));
    }

    /** BatchGetSecretValue knows no other version than the current one. */
    private static boolean isBatchable(SecretId id) {
        return id.versionId() == null && SecretId.AWSCURRENT.equals(id.versionStage());
    }

    /** Why a call was not waited for. */
    private SecretFetchException unanswered(SecretId id) {
        if (calls.isClosed()) {
            return AwsErrors.of(id, AwsErrorRule.CLOSED);
        }
        return AwsErrors.of(
                id, Thread.currentThread().isInterrupted() ? AwsErrorRule.INTERRUPTED : AwsErrorRule.NO_ANSWER);
    }

    /**
     * Options of a {@link SecretsManagerSource}. Not thread-safe.
     *
     * <p>Each setter throws {@link NullPointerException} for {@code null}.
     */
    public static final class Builder {
        private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
        private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

        private final Map<String, SecretGroup> groups = new LinkedHashMap<>();
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration requestTimeout = SecretsCache.DEFAULT_REQUEST_TIMEOUT;
        private int maxConcurrentRequests = SecretsCache.DEFAULT_MAX_CONCURRENT_FETCHES;
        private @Nullable X509TrustManager trustManager;
        private @Nullable AwsCredentialsProvider credentials;

        private Builder() {}

        /**
         * Adds a group of secrets with its own region, role or endpoint. Without a call for the group
         * {@value SecretId#DEFAULT_GROUP} that one has the SDK's defaults.
         *
         * @param group the group
         * @return this
         * @throws IllegalArgumentException if a group of this name is there already
         */
        public Builder group(SecretGroup group) {
            Objects.requireNonNull(group, "group");
            if (groups.putIfAbsent(group.name(), group) != null) {
                throw new IllegalArgumentException(
                        "group " + group.name() + " must be set once, but is set twice: give each group its own name");
            }
            return this;
        }

        /**
         * The time for a TCP connection, 1 s by default. The TLS handshake counts as part of the attempt, which may take
         * 9/20 of the request timeout.
         *
         * @param timeout 1 ms to 1 h
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = checked("connectTimeout", timeout);
            return this;
        }

        /**
         * The time for a whole fetch with its retries, 4 s by default.
         *
         * @param timeout 1 ms to 1 h
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = checked("requestTimeout", timeout);
            return this;
        }

        /**
         * How many requests to AWS run at a time at most, each on a thread of its own that ends when idle; 8 by default.
         *
         * @param requests 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder maxConcurrentRequests(int requests) {
            if (requests < 1) {
                throw new IllegalArgumentException("maxConcurrentRequests must be 1 or more, but is: " + requests);
            }
            this.maxConcurrentRequests = requests;
            return this;
        }

        /**
         * Which servers are trusted, for instance an endpoint with a certificate of a private authority; by default
         * those that the JVM's default trust store vouches for. An {@link javax.net.ssl.X509ExtendedTrustManager}
         * checks the host name itself; for any other the JDK does.
         *
         * @param manager what decides; asked by several threads at a time
         * @return this
         * @see <a href="https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html">
         *     JSSE Reference Guide</a>
         */
        public Builder trustManager(X509TrustManager manager) {
            this.trustManager = Objects.requireNonNull(manager, "manager");
            return this;
        }

        /** Credentials other than those of the SDK's default chain, for tests. */
        Builder credentials(AwsCredentialsProvider provider) {
            this.credentials = provider;
            return this;
        }

        /** {@return the source; it calls nothing before its first read} */
        public SecretsManagerSource build() {
            groups.computeIfAbsent(SecretId.DEFAULT_GROUP, name -> SecretGroup.named(name));
            return new SecretsManagerSource(this);
        }

        private static Duration checked(String property, Duration timeout) {
            Objects.requireNonNull(timeout, property);
            if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(property + " must be 1 ms to 1 h, but is: " + timeout);
            }
            return timeout;
        }
    }
}
