package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a builder, checked.
 *
 * @param token null if none is to be sent
 * @param nearCacheSize 0 if there is no near cache
 * @param rotation limits, with the clock and the pauses of the whole client
 * @param jsonDecoder of the secrets it makes
 * @param fallback null if there is none
 */
record ClientSettings(
        Server server,
        @Nullable String token,
        Timeouts timeouts,
        int nearCacheSize,
        RotationLimits rotation,
        JsonDecoder jsonDecoder,
        @Nullable Function<String, Secret> fallback) {

    /** How long to wait: for a connection, while the server is silent, for one call as a whole. */
    record Timeouts(Duration connect, Duration read, Duration call) {}

    InstantSource clock() {
        return rotation.clock();
    }

    Pause pause() {
        return rotation.pause();
    }

    /**
     * {@return a builder for the secret that was asked for}
     *
     * @param name the one that the server gave, or null
     */
    Secret.Builder secret(ReadRequest request, @Nullable String name) {
        return Secret.builder(name == null ? request.name() : name)
                .kind(request.kind())
                .clock(clock())
                .jsonDecoder(jsonDecoder);
    }

    /** The token is not shown. */
    @Override
    public String toString() {
        return "ClientSettings[server=" + server + ", nearCacheSize=" + nearCacheSize + "]";
    }
}
