package io.github.secretscache.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Options of a {@link SecretsCacheClient}. Not thread-safe. */
public final class SecretsCacheClientBuilder {
    /** A second; the server is on the same machine. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** One second more than the server gives its own fetch from Secrets Manager. */
    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(5);

    /** One connect and one read. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(6);

    /** Far more secrets than a function has; at 64 KiB each at most 6 MiB. */
    public static final int DEFAULT_NEAR_CACHE_SIZE = 100;

    /** Shorter than the time-out of most functions; a rotation managed by AWS can take a minute. */
    public static final Duration DEFAULT_ROTATION_BUDGET = Duration.ofSeconds(10);

    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration readTimeout = DEFAULT_READ_TIMEOUT;
    private Duration callTimeout = DEFAULT_CALL_TIMEOUT;
    private int nearCacheSize = DEFAULT_NEAR_CACHE_SIZE;
    private Duration rotationBudget = DEFAULT_ROTATION_BUDGET;
    private List<String> rotationStages = List.of();
    private InstantSource clock = InstantSource.system();
    private Pause pause = Pause.PARK;
    private JsonDecoder jsonDecoder = JsonDecoder.lenient();
    private UnaryOperator<@Nullable String> environment = System::getenv;
    private @Nullable Server server;
    private @Nullable String token;
    private @Nullable Function<String, Secret> fallback;

    SecretsCacheClientBuilder() {}

    /**
     * Sets the server's address.
     *
     * @param endpoint such as {@code http://127.0.0.1:8080}, which is the default unless {@code SECRETS_CACHE_PORT} sets
     *     the port; must be on this machine, because token and secrets travel unencrypted
     * @return this
     * @throws IllegalArgumentException if it is anything but {@code http://}, a loopback host and a port
     * @throws IllegalStateException if {@link #awsEndpoint} is set
     */
    public SecretsCacheClientBuilder endpoint(URI endpoint) {
        return server("endpoint", endpoint, false);
    }

    /**
     * Sets the address of one of AWS's own servers, the Parameters and Secrets Lambda Extension or the Secrets Manager Agent,
     * to read from instead. They do not say how long a value may be kept, so each call asks the server. While they are not
     * ready, or refuse or cut connections, the call tries again within {@link #callTimeout}.
     *
     * @param awsEndpoint such as {@code http://127.0.0.1:2773}, by the rules of {@link #endpoint}; the port
     *     {@code PARAMETERS_SECRETS_EXTENSION_HTTP_PORT} if that is set and {@code SECRETS_CACHE_PORT} is not
     * @return this
     * @throws IllegalArgumentException if it is anything else
     * @throws IllegalStateException if {@link #endpoint} is set
     */
    public SecretsCacheClientBuilder awsEndpoint(URI awsEndpoint) {
        return server("awsEndpoint", awsEndpoint, true);
    }

    /**
     * Sets the token sent with each request.
     *
     * @param token visible ASCII; unless set, the value of the first of {@code SECRETS_CACHE_TOKEN}, {@code AWS_TOKEN},
     *     {@code AWS_SESSION_TOKEN} and {@code AWS_CONTAINER_AUTHORIZATION_TOKEN} that is set and not empty, where
     *     {@code file://...} names a file that holds it; without any, no token is sent
     * @return this
     * @throws IllegalArgumentException if it is empty or has other characters
     */
    public SecretsCacheClientBuilder token(String token) {
        this.token = ClientToken.checked("token", token);
        return this;
    }

    /**
     * Sets how long to wait for a connection.
     *
     * @param connectTimeout 1 ms or more; {@link #DEFAULT_CONNECT_TIMEOUT} unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public SecretsCacheClientBuilder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = checked("connectTimeout", connectTimeout);
        return this;
    }

    /**
     * Sets how long the server may be silent.
     *
     * @param readTimeout 1 ms or more; {@link #DEFAULT_READ_TIMEOUT} unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public SecretsCacheClientBuilder readTimeout(Duration readTimeout) {
        this.readTimeout = checked("readTimeout", readTimeout);
        return this;
    }

    /**
     * Sets how long one call may take with all its attempts, by the wall clock. A wait that has already begun may
     * exceed it by its own time-out.
     *
     * @param callTimeout 1 ms or more; {@link #DEFAULT_CALL_TIMEOUT} unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public SecretsCacheClientBuilder callTimeout(Duration callTimeout) {
        this.callTimeout = checked("callTimeout", callTimeout);
        return this;
    }

    /**
     * Sets how many values may be kept in the function.
     *
     * @param nearCacheSize 0 keeps none, so that every call asks the server; {@value #DEFAULT_NEAR_CACHE_SIZE} unless set
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public SecretsCacheClientBuilder nearCacheSize(int nearCacheSize) {
        if (nearCacheSize < 0) {
            throw new IllegalArgumentException("nearCacheSize must be 0 or more, but is " + nearCacheSize);
        }
        this.nearCacheSize = nearCacheSize;
        return this;
    }

    /**
     * Sets how long {@link SecretsCacheClient#useSecret} looks for a newer value after the first refusal. Keep it below the
     * time-out of the function.
     *
     * @param rotationBudget 1 ms or more; {@link #DEFAULT_ROTATION_BUDGET} unless set
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public SecretsCacheClientBuilder rotationBudget(Duration rotationBudget) {
        this.rotationBudget = checked("rotationBudget", rotationBudget);
        return this;
    }

    /**
     * Sets the stages whose values {@link SecretsCacheClient#useSecret} tries too, in this order. AWSPENDING helps if the
     * password changes in the database before the new version is current, AWSPREVIOUS if it changes after.
     *
     * @param rotationStages none unless set; the function's role must be allowed to read them
     * @return this
     * @throws IllegalArgumentException if one is blank, longer than 256 characters or has control characters
     */
    public SecretsCacheClientBuilder rotationStages(String... rotationStages) {
        this.rotationStages = RotationLimits.checkedStages("rotationStages", rotationStages);
        return this;
    }

    /**
     * Sets what decodes secrets from JSON into types: a mapper of your own, such as one that knows Kotlin's classes, by {@code
     * mapper::readValue}, or {@link JsonDecoder#strict()}, which refuses JSON that lacks a component of the record.
     *
     * @param jsonDecoder the decoder; {@link JsonDecoder#lenient()} unless set
     * @return this
     */
    public SecretsCacheClientBuilder jsonDecoder(JsonDecoder jsonDecoder) {
        this.jsonDecoder = Objects.requireNonNull(jsonDecoder, "jsonDecoder");
        return this;
    }

    /**
     * Sets where a secret comes from when nothing listens at the server's address, such as on a laptop without the
     * extension. {@code get} and {@code refresh} ask it, for parameters too; the client does not keep what it returns.
     *
     * @param fallback gives a secret for a name, such as {@code name -> Secret.of(name, "...")}, or throws; not null; must be
     *     thread-safe, because {@code getAll} calls it on threads of its own
     * @return this
     */
    public SecretsCacheClientBuilder fallback(Function<String, Secret> fallback) {
        this.fallback = Objects.requireNonNull(fallback, "fallback");
        return this;
    }

    /**
     * Sets the wall clock for ages and time-outs.
     *
     * @param clock the clock; the system's unless set
     * @return this
     */
    public SecretsCacheClientBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how to wait between two attempts; for tests that advance a {@link #clock} of their own.
     *
     * @param pause how to wait; {@link Pause#PARK} unless set
     * @return this
     */
    public SecretsCacheClientBuilder pause(Pause pause) {
        this.pause = Objects.requireNonNull(pause, "pause");
        return this;
    }

    SecretsCacheClientBuilder environment(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
        return this;
    }

    /**
     * {@return the client}
     *
     * @throws IllegalArgumentException if an environment variable it needs is malformed
     */
    public SecretsCacheClient build() {
        return new LoopbackSecretsCacheClient(settings());
    }

    ClientSettings settings() {
        return new ClientSettings(
                server == null ? Server.from(environment) : server,
                token == null ? ClientToken.from(environment) : token,
                new ClientSettings.Timeouts(connectTimeout, readTimeout, callTimeout),
                nearCacheSize,
                new RotationLimits(rotationBudget, rotationStages, clock, pause),
                jsonDecoder,
                fallback);
    }

    private SecretsCacheClientBuilder server(String property, URI endpoint, boolean isAws) {
        if (server != null && server.isAws() != isAws) {
            throw new IllegalStateException("endpoint and awsEndpoint exclude each other, but both are set");
        }
        this.server = Server.of(property, endpoint, isAws);
        return this;
    }

    private static Duration checked(String property, Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(TimeBudget.MAX) > 0) {
            throw new IllegalArgumentException(property + " must be from 1 ms to 1 day, but is " + duration);
        }
        return duration;
    }
}
