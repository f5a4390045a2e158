package io.github.secretscache.layer;

import io.github.secretscache.http.ServeOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every setting that is a number, a duration, a size or a word: its names, its domain and its default. */
@SuppressWarnings("ImmutableEnumChecker") // Every Domain is a record of immutable parts.
enum Setting {
    TTL("CACHE_TIMEOUT", "cache.ttl", upToAYear(60, "caching off"), "10m"),
    STALE_WHILE_REVALIDATE(
            "SECRETS_CACHE_STALE_WHILE_REVALIDATE",
            "cache.staleWhileRevalidate",
            upToAYear(0, null),
            "the smaller of 10 % of the ttl and 60s"),
    STALE_IF_ERROR("SECRETS_CACHE_STALE_IF_ERROR", "cache.staleIfError", upToAYear(0, null), "1h"),
    REQUEST_TIMEOUT("SECRETS_CACHE_REQUEST_TIMEOUT", "cache.requestTimeout", millis(100, 900_000), "4s"),
    CONNECT_TIMEOUT("SECRETS_CACHE_CONNECT_TIMEOUT", "cache.connectTimeout", millis(10, 60_000), "1s"),
    WARM_UP_TIMEOUT("SECRETS_CACHE_WARM_UP_TIMEOUT", "cache.warmUpTimeout", millis(0, 8_000), "2s"),
    MAX_BYTES(
            "SECRETS_CACHE_MAX_BYTES",
            "cache.maxBytes",
            new Domain.Amount(Unit.BYTES, 64 << 10, 1 << 30, null),
            "8MiB"),
    MAX_CONCURRENT_FETCHES("SECRETS_CACHE_MAX_CONCURRENT_FETCHES", "cache.maxConcurrentFetches", count(1, 64), "8"),
    REQUIRE_TOKEN("SECRETS_CACHE_REQUIRE_TOKEN", "server.requireToken", Domain.FLAG, "false"),
    MAX_CONNECTIONS(
            "SECRETS_CACHE_MAX_CONNECTIONS",
            "server.maxConnections",
            count(1, ServeOptions.LARGEST_MAX_CONNECTIONS),
            "" + ServeOptions.DEFAULT_MAX_CONNECTIONS),
    AWS_PROFILE(
            "SECRETS_CACHE_AWS_PROFILE",
            "server.awsProfile",
            new Domain.Choice(List.of("agent", "extension")),
            "agent"),
    PORT("SECRETS_CACHE_PORT", null, count(1, 65_535), "8080 and, where it is free, 2773"),
    EVENTS("SECRETS_CACHE_EVENTS", null, new Domain.Choice(List.of("INVOKE", "SHUTDOWN")), "INVOKE"),
    LOG_LEVEL(
            "SECRETS_CACHE_LOG_LEVEL",
            null,
            new Domain.Choice(List.of("DEBUG", "INFO", "WARN", "ERROR", "NONE")),
            "INFO"),
    LOG_FORMAT("SECRETS_CACHE_LOG_FORMAT", null, new Domain.Choice(List.of("text", "json")), "text"),
    STARTUP_TRACE("SECRETS_CACHE_STARTUP_TRACE", null, Domain.FLAG, "false");

    private final String variable;
    private final @Nullable String fileKey;
    private final Domain domain;
    private final String defaultText;

    Setting(String variable, @Nullable String fileKey, Domain domain, String defaultText) {
        this.variable = variable;
        this.fileKey = fileKey;
        this.domain = domain;
        this.defaultText = defaultText;
    }

    String variable() {
        return variable;
    }

    /** {@return the key in config.yaml with its section, or {@code null} where only the environment can set it} */
    @Nullable
    String fileKey() {
        return fileKey;
    }

    Domain domain() {
        return domain;
    }

    /** {@return the domain of the environment variable: {@code CACHE_TIMEOUT} is a plain number of minutes} */
    Domain variableDomain() {
        return this == TTL && domain instanceof Domain.Amount amount ? amount.in(Unit.MINUTES) : domain;
    }

    /** {@return the default, in the words of {@link #domain()} where it does not depend on something else} */
    String defaultText() {
        return defaultText;
    }

    private static Domain upToAYear(long min, @Nullable String zero) {
        return new Domain.Amount(Unit.DURATION, min, 365L * 86_400_000, zero);
    }

    private static Domain millis(long min, long max) {
        return new Domain.Amount(Unit.DURATION, min, max, null);
    }

    private static Domain count(long min, long max) {
        return new Domain.Amount(Unit.COUNT, min, max, null);
    }
}
