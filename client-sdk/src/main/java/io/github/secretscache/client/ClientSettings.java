package io.github.secretscache.client;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a builder gathered, checked.
 *
 * @param token null if none is to be sent
 * @param nearCacheSize 0 if there is no near cache
 * @param fallback null if there is none
 */
record ClientSettings(
        Server server,
        @Nullable String token,
        Duration connectTimeout,
        Duration readTimeout,
        Duration callTimeout,
        int nearCacheSize,
        Rotation.Limits rotation,
        @Nullable Function<String, Secret> fallback,
        InstantSource clock) {

    /** The token is not shown. */
    @Override
    public String toString() {
        return "ClientSettings[server=" + server + ", nearCacheSize=" + nearCacheSize + "]";
    }
}
