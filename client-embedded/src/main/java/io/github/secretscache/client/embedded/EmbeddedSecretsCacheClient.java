package io.github.secretscache.client.embedded;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Pause;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.client.SecretRotation;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SecretsCacheClient} with the cache in the same process, for programs outside Lambda: no extension, no
 * sidecar, no port. A read returns the same values, of the same age, and throws the same exceptions as with the
 * extension. Thread-safe; create one for the whole program.
 */
public final class EmbeddedSecretsCacheClient implements SecretsCacheClient, AutoCloseable {
    private final SecretsCache cache;
    private final boolean ownsCache;
    private final EmbeddedSecretsCacheClient parameters;
    private final CacheReads reads;
    private final ChangeRelay changes;
    private final SecretRotation rotation;

    private EmbeddedSecretsCacheClient(Builder builder) {
        this(builder, builder.cache == null ? ownCache(builder.clock) : builder.cache, SecretKind.SECRET);
    }

    private EmbeddedSecretsCacheClient(Builder builder, SecretsCache cache, SecretKind kind) {
        this.cache = cache;
        this.ownsCache = builder.cache == null && kind == SecretKind.SECRET;
        this.parameters = kind == SecretKind.PARAMETER
                ? this
                : new EmbeddedSecretsCacheClient(builder, cache, SecretKind.PARAMETER);
        SecretForm form = new SecretForm(builder.clock, builder.jsonDecoder);
        this.reads = new CacheReads(cache, kind, form);
        this.changes = new ChangeRelay(kind, form);
        this.rotation = SecretRotation.of(reads)
                .withBudget(builder.rotationBudget)
                .withStages(builder.rotationStages.toArray(new String[0]))
                .withTime(builder.clock, builder.pause);
        cache.addListener(changes);
    }

    private static SecretsCache ownCache(InstantSource clock) {
        return SecretsCache.builder().clock(clock).refreshInBackground().build();
    }

    /**
     * {@return a client with its own cache, which reads from AWS Secrets Manager and Parameter Store with the SDK's
     * default region and credentials, refreshes in the background and has every option at its default}
     */
    public static EmbeddedSecretsCacheClient create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Secret get(String name) {
        return reads.current(name);
    }

    /** Fetches the secrets that are not in memory in as few calls as the service allows. */
    @Override
    public Map<String, Secret> getAll(Collection<String> names) {
        return reads.all(names);
    }

    @Override
    public Secret refresh(String name) {
        return reads.refreshed(name, null);
    }

    @Override
    public Secret getVersion(String name, String versionStage) {
        return reads.atVersion(name, versionStage);
    }

    /** {@inheritDoc} It shares the cache, and is closed with this one. */
    @Override
    public SecretsCacheClient parameters() {
        return parameters;
    }

    @Override
    public SecretRotation rotation() {
        return rotation;
    }

    /** {@inheritDoc} This client calls listeners as soon as its cache has the new version, on a thread of the cache. */
    @Override
    public void addChangeListener(SecretChangeListener listener) {
        changes.add(listener);
    }

    @Override
    public void removeChangeListener(SecretChangeListener listener) {
        changes.remove(listener);
    }

    /**
     * Closes the cache if this client created it, and forgets all values. Later reads fail with {@link
     * SecretsCacheUnavailableException}. Idempotent.
     */
    @Override
    public void close() {
        cache.removeListener(changes);
        if (parameters != this) {
            parameters.close();
        }
        if (ownsCache) {
            cache.close();
        }
        reads.close();
    }

    @Override
    public String toString() {
        return "EmbeddedSecretsCacheClient[" + cache.stats().entries() + " entries]";
    }

    /** Options of an {@link EmbeddedSecretsCacheClient}. Not thread-safe. */
    public static final class Builder {
        private @Nullable SecretsCache cache;
        private InstantSource clock = InstantSource.system();
        private Pause pause = Pause.PARK;
        private JsonDecoder jsonDecoder = JsonDecoder.lenient();
        private Duration rotationBudget = SecretsCacheClientBuilder.DEFAULT_ROTATION_BUDGET;
        private List<String> rotationStages = List.of();

        private Builder() {}

        /**
         * Sets the cache to read from, with its own options, listed secrets and source.
         *
         * @param cache the cache; the caller closes it. Unless set, this client creates and closes its own
         * @return this
         */
        public Builder cache(SecretsCache cache) {
            this.cache = Objects.requireNonNull(cache, "cache");
            return this;
        }

        /**
         * Sets what decodes secrets from JSON into types.
         *
         * @param jsonDecoder the decoder; {@link JsonDecoder#lenient()} unless set
         * @return this
         */
        public Builder jsonDecoder(JsonDecoder jsonDecoder) {
            this.jsonDecoder = Objects.requireNonNull(jsonDecoder, "jsonDecoder");
            return this;
        }

        /**
         * Sets how long {@link SecretsCacheClient#useSecret} looks for a newer value after the first refusal.
         *
         * @param rotationBudget 1 ms to 1 day; {@link SecretsCacheClientBuilder#DEFAULT_ROTATION_BUDGET} unless set
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder rotationBudget(Duration rotationBudget) {
            SecretsCacheClient.builder().rotationBudget(rotationBudget); // checks it
            this.rotationBudget = rotationBudget;
            return this;
        }

        /**
         * Sets the stages whose values {@link SecretsCacheClient#useSecret} tries too, in this order.
         *
         * @param rotationStages such as AWSPENDING and AWSPREVIOUS; none unless set
         * @return this
         * @throws IllegalArgumentException if one is blank, longer than 256 characters or has control characters
         */
        public Builder rotationStages(String... rotationStages) {
            SecretsCacheClient.builder().rotationStages(rotationStages); // checks them
            this.rotationStages = List.of(rotationStages);
            return this;
        }

        /**
         * Sets the wall clock for ages and the rotation's budget; it must be the clock of the cache, if that is not
         * the system's.
         *
         * @param clock the clock; the system's unless set
         * @return this
         */
        public Builder clock(InstantSource clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Sets how to wait between two attempts; for tests that advance their own {@link #clock}.
         *
         * @param pause how to wait; {@link Pause#PARK} unless set
         * @return this
         */
        public Builder pause(Pause pause) {
            this.pause = Objects.requireNonNull(pause, "pause");
            return this;
        }

        /** {@return the client; it fetches nothing yet} */
        public EmbeddedSecretsCacheClient build() {
            return new EmbeddedSecretsCacheClient(this);
        }
    }
}
