package io.github.secretscache.client.embedded;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Secret} of a cached value. */
record SecretForm(InstantSource clock, JsonDecoder jsonDecoder) {
    /**
     * @param previous an earlier secret of the same entry, or null; its decoded values are kept if the value is the
     * same
     */
    Secret secret(CachedSecret cached, @Nullable Secret previous) {
        Secret.Builder secret = of(cached.value(), previous).fetchedAt(cached.fetchedAt());
        if (!cached.ttl().isZero()) {
            secret.timeToLive(cached.ttl());
        }
        return secret.build();
    }

    /** A value that was fetched just now. */
    Secret justFetched(SecretValue value) {
        return of(value, null).build();
    }

    private Secret.Builder of(SecretValue value, @Nullable Secret previous) {
        Secret.Builder secret = Secret.builder(value.name())
                .versionId(value.versionId())
                .versionStages(value.versionStages())
                .clock(clock)
                .jsonDecoder(jsonDecoder);
        if (previous != null && isSameValue(value, previous)) {
            return secret.sameValueAs(previous);
        }
        return value.isText() ? secret.text(value.asString()) : secret.bytes(value.asBytes());
    }

    private static boolean isSameValue(SecretValue value, Secret previous) {
        return value.versionId().equals(previous.versionId())
                && value.isText() != previous.isBinary()
                && Arrays.equals(value.asBytes(), previous.asBytes());
    }
}
