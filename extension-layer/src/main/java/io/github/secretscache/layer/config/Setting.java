package io.github.secretscache.layer.config;

import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A setting that is a number, a duration, a size or a word: its names, its type and its default.
 *
 * @param <T> its type in the program
 */
public final class Setting<T> {
    private static final Duration YEAR = Duration.ofDays(365);

    /** How long a value is fresh. */
    public static final Setting<Duration> TTL = new Setting<>(
                    "CACHE_TIMEOUT", "cache.ttl", time(60, YEAR).orZero("caching off"), "10m")
            .inVariable(time(60, YEAR).orZero("caching off").in(QuantityFormat.MINUTES))
            .orAws(
                    "SECRETS_MANAGER_TTL",
                    time(1_000, YEAR).orZero("caching off").in(QuantityFormat.SECONDS));
    /** How long a parameter is fresh. */
    public static final Setting<Duration> PARAMETER_TTL = new Setting<>(
                    "SECRETS_CACHE_PARAMETER_TTL",
                    "cache.parameterTtl",
                    time(60, YEAR).orZero("caching off"),
                    "that of secrets where CACHE_TIMEOUT or cache.ttl sets one, else 10m")
            .orAws(
                    "SSM_PARAMETER_STORE_TTL",
                    time(1_000, YEAR).orZero("caching off").in(QuantityFormat.SECONDS));
    /** How long after its ttl a value is returned at once while it is refreshed. */
    public static final Setting<Duration> STALE_WHILE_REVALIDATE = new Setting<>(
            "SECRETS_CACHE_STALE_WHILE_REVALIDATE",
            "cache.staleWhileRevalidate",
            time(0, YEAR),
            "the smaller of 10 % of the ttl and 60s");
    /** How long after its ttl a value may be served while Secrets Manager cannot be reached. */
    public static final Setting<Duration> STALE_IF_ERROR =
            new Setting<>("SECRETS_CACHE_STALE_IF_ERROR", "cache.staleIfError", time(0, YEAR), "1h");
    /** The time for a whole fetch with its retries. */
    public static final Setting<Duration> REQUEST_TIMEOUT = new Setting<>(
                    "SECRETS_CACHE_REQUEST_TIMEOUT", "cache.requestTimeout", time(100, Duration.ofMinutes(15)), "4s")
            .orAws(
                    "SECRETS_MANAGER_TIMEOUT_MILLIS",
                    time(100, Duration.ofMinutes(15)).orZero("our default").in(QuantityFormat.MILLISECONDS),
                    Duration.ZERO);
    /** The same for a parameter. */
    public static final Setting<Duration> PARAMETER_REQUEST_TIMEOUT = new Setting<>(
                    "SECRETS_CACHE_PARAMETER_REQUEST_TIMEOUT",
                    "cache.parameterRequestTimeout",
                    time(100, Duration.ofMinutes(15)),
                    "that of secrets where SECRETS_CACHE_REQUEST_TIMEOUT or cache.requestTimeout sets one, else 4s")
            .orAws(
                    "SSM_PARAMETER_STORE_TIMEOUT_MILLIS",
                    time(100, Duration.ofMinutes(15)).orZero("our default").in(QuantityFormat.MILLISECONDS),
                    Duration.ZERO);
    /** The time for a TCP and TLS connection. */
    public static final Setting<Duration> CONNECT_TIMEOUT = new Setting<>(
            "SECRETS_CACHE_CONNECT_TIMEOUT", "cache.connectTimeout", time(10, Duration.ofMinutes(1)), "1s");
    /** How long init waits for the listed secrets. */
    public static final Setting<Duration> WARM_UP_TIMEOUT =
            new Setting<>("SECRETS_CACHE_WARM_UP_TIMEOUT", "cache.warmUpTimeout", time(0, Duration.ofSeconds(8)), "2s");
    /** How many bytes of secrets are held at most. */
    public static final Setting<Long> MAX_BYTES =
            new Setting<>("SECRETS_CACHE_MAX_BYTES", "cache.maxBytes", Quantity.bytes(64 << 10, 1 << 30), "8MiB");
    /** How many calls to Secrets Manager run at a time. */
    public static final Setting<Integer> MAX_CONCURRENT_FETCHES = new Setting<>(
                    "SECRETS_CACHE_MAX_CONCURRENT_FETCHES", "cache.maxConcurrentFetches", Quantity.count(1, 64), "8")
            .orAws("PARAMETERS_SECRETS_EXTENSION_MAX_CONNECTIONS", Quantity.count(1, 1_000_000));
    /** Whether reading a listed secret needs the token too. */
    public static final Setting<Boolean> REQUIRE_TOKEN =
            new Setting<>("SECRETS_CACHE_REQUIRE_TOKEN", "server.requireToken", Choice.FLAG, "false");
    /** How many HTTP connections are served at a time. */
    public static final Setting<Integer> MAX_CONNECTIONS = new Setting<>(
            "SECRETS_CACHE_MAX_CONNECTIONS",
            "server.maxConnections",
            Quantity.count(1, ServeOptions.LARGEST_MAX_CONNECTIONS),
            "" + ServeOptions.DEFAULT_MAX_CONNECTIONS);
    /** Whose replies the AWS-compatible paths imitate. */
    public static final Setting<AwsProfile> AWS_PROFILE = new Setting<>(
            "SECRETS_CACHE_AWS_PROFILE",
            "server.awsProfile",
            new Choice<AwsProfile>().or("agent", AwsProfile.AGENT).or("extension", AwsProfile.EXTENSION),
            "agent");
    /** The time for a forwarded call, including its reply. */
    public static final Setting<Duration> FORWARD_TIMEOUT = new Setting<>(
            "SECRETS_CACHE_FORWARD_TIMEOUT", "server.forwardTimeout", time(100, Duration.ofMinutes(15)), "20s");
    /** The one port to listen on. */
    public static final Setting<Integer> PORT = new Setting<>(
                    "SECRETS_CACHE_PORT", null, Quantity.count(1, 65_535), "8080 and, where it is free, 2773")
            .orAws("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", Quantity.count(1, 65_535));
    /** Which events Lambda is asked for. */
    public static final Setting<Events> EVENTS =
            new Setting<>("SECRETS_CACHE_EVENTS", null, Choice.between(Events.values()), "INVOKE");

    private static final Choice<Level> LEVELS = new Choice<Level>()
            .or("DEBUG", Level.DEBUG)
            .or("INFO", Level.INFO)
            .or("WARN", Level.WARNING)
            .or("ERROR", Level.ERROR)
            .or("NONE", Level.OFF);
    /** Which lines are logged. */
    public static final Setting<Level> LOG_LEVEL = new Setting<>("SECRETS_CACHE_LOG_LEVEL", null, LEVELS, "INFO")
            .orAws("PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL", LEVELS);
    /** Whether log lines are JSON. */
    public static final Setting<Boolean> LOG_AS_JSON = new Setting<>(
            "SECRETS_CACHE_LOG_FORMAT",
            null,
            new Choice<Boolean>().or("text", Boolean.FALSE).or("json", Boolean.TRUE),
            "text");
    /** How often a line of metrics is logged. */
    public static final Setting<Duration> METRICS_INTERVAL = new Setting<>(
            "SECRETS_CACHE_METRICS_INTERVAL",
            "server.metricsInterval",
            time(10_000, Duration.ofDays(1)).orZero("at the end alone"),
            "5m");
    /** Whether the steps of the start are logged. */
    public static final Setting<Boolean> STARTUP_TRACE =
            new Setting<>("SECRETS_CACHE_STARTUP_TRACE", null, Choice.FLAG, "false");

    /** {@code false} is a ttl of zero, {@code true} has no effect. */
    static final AwsVariable<Boolean> AWS_CACHE_ENABLED =
            new AwsVariable<>("PARAMETERS_SECRETS_EXTENSION_CACHE_ENABLED", Choice.FLAG, null);
    /** Zero is a ttl of zero; any other number has no effect, because the cache is bounded by bytes. */
    static final AwsVariable<Integer> AWS_CACHE_SIZE =
            new AwsVariable<>("PARAMETERS_SECRETS_EXTENSION_CACHE_SIZE", Quantity.count(0, 1_000_000), null);

    /** All of them, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(
            TTL,
            PARAMETER_TTL,
            STALE_WHILE_REVALIDATE,
            STALE_IF_ERROR,
            REQUEST_TIMEOUT,
            PARAMETER_REQUEST_TIMEOUT,
            CONNECT_TIMEOUT,
            WARM_UP_TIMEOUT,
            MAX_BYTES,
            MAX_CONCURRENT_FETCHES,
            REQUIRE_TOKEN,
            MAX_CONNECTIONS,
            AWS_PROFILE,
            FORWARD_TIMEOUT,
            PORT,
            EVENTS,
            LOG_LEVEL,
            LOG_AS_JSON,
            METRICS_INTERVAL,
            STARTUP_TRACE);

    private final String variable;
    private final @Nullable String fileKey;
    private final ValueType<T> type;
    private final String defaultText;
    private ValueType<T> variableType;
    private @Nullable AwsVariable<T> awsVariable;

    /** Which events the extension registers for: {@code INVOKE} means {@code INVOKE} and {@code SHUTDOWN}. */
    public enum Events {
        /** Both. */
        INVOKE,
        /** Only {@code SHUTDOWN}. */
        SHUTDOWN
    }

    private Setting(String variable, @Nullable String fileKey, ValueType<T> type, String defaultText) {
        this.variable = variable;
        this.fileKey = fileKey;
        this.type = type;
        this.defaultText = defaultText;
        this.variableType = type;
    }

    private Setting<T> inVariable(ValueType<T> otherType) {
        variableType = otherType;
        return this;
    }

    private Setting<T> orAws(String name, ValueType<T> awsType) {
        return orAws(name, awsType, null);
    }

    private Setting<T> orAws(String name, ValueType<T> awsType, @Nullable T nothing) {
        awsVariable = new AwsVariable<>(name, awsType, nothing);
        return this;
    }

    private static Quantity<Duration> time(long minMillis, Duration max) {
        return Quantity.time(QuantityFormat.DURATION, Duration.ofMillis(minMillis), max);
    }

    /** {@return its environment variable} */
    public String variable() {
        return variable;
    }

    /** {@return its key in config.yaml, or its variable if only the environment can set it} */
    public String name() {
        return fileKey == null ? variable : fileKey;
    }

    /** {@return the key in config.yaml with its section, or {@code null} if only the environment can set it} */
    @Nullable
    String fileKey() {
        return fileKey;
    }

    /** {@return a value of it as a user writes it} */
    public String format(T value) {
        return type.format(value);
    }

    ValueType<T> type() {
        return type;
    }

    /** {@return the type in the environment variable: {@code CACHE_TIMEOUT} is a plain number of minutes} */
    ValueType<T> variableType() {
        return variableType;
    }

    /** {@return the variable of AWS's extension that is used if ours is not set, or {@code null}} */
    @Nullable
    AwsVariable<T> awsVariable() {
        return awsVariable;
    }

    /** {@return the default, as {@link #type()} reads it, unless it depends on another setting} */
    String defaultText() {
        return defaultText;
    }

    @Override
    public String toString() {
        return variable;
    }
}
