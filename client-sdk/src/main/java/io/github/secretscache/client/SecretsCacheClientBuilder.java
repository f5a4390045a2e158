package io.github.secretscache.client;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Options of a {@link SecretsCacheClient}. Not thread-safe. */
public final class SecretsCacheClientBuilder {
    /** The server is on the same machine; a second is generous. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** One second more than the server gives its own fetch from Secrets Manager. */
    public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(5);

    /** One connect and one read. */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(6);

    /** Far more secrets than a function has; at 64 KiB each at most 6 MiB. */
    public static final int DEFAULT_NEAR_CACHE_SIZE = 100;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration readTimeout = DEFAULT_READ_TIMEOUT;
    private Duration callTimeout = DEFAULT_CALL_TIMEOUT;
    private int nearCacheSize = DEFAULT_NEAR_CACHE_SIZE;
    private InstantSource clock = InstantSource.system();
    private Pause pause = Pause.PARK;
    private UnaryOperator<@Nullable String> environment = System::getenv;
    private @Nullable URI endpoint;
    private @Nullable String token;
    private @Nullable Function<String, Secret> fallback;

    SecretsCacheClientBuilder() {}

    /**
     * Sets the server's address.
     *
     * @param endpoint such as {@code http://127.0.0.1:8080}, which is the default unless {@code SECRETS_CACHE_PORT} sets
     *     the port; must be on this machine, as the token and the secrets travel without encryption
     * @return this
     * @throws IllegalArgumentException if it is anything but {@code http://}, a loopback host and a port
     */
    public SecretsCacheClientBuilder endpoint(URI endpoint) {
        boolean plain = "http".equals(endpoint.getScheme())
                && endpoint.getHost() != null
                && LOOPBACK.contains(endpoint.getHost())
                && endpoint.getPort() > 0
                && endpoint.getPort() < 65536
                && endpoint.getRawUserInfo() == null
                && ("http://" + endpoint.getRawAuthority()).equals(endpoint.toString());
        if (!plain) {
            throw new IllegalArgumentException(
                    "endpoint must be http://, localhost, 127.0.0.1 or [::1], and a port, such as http://127.0.0.1:8080,"
                            + " but is " + endpoint);
        }
        this.endpoint = endpoint;
        return this;
    }

    /**
     * Sets the token sent with each request.
     *
     * @param token visible ASCII; unless set, the value of the first of {@code SECRETS_CACHE_TOKEN}, {@code AWS_TOKEN},
     *     {@code AWS_SESSION_TOKEN} and {@code AWS_CONTAINER_AUTHORIZATION_TOKEN} that is set and not empty, where
     *     {@code file://...} names a file that holds it; none of them: no token is sent
     * @return this
     * @throws IllegalArgumentException if it is empty or has other characters
     */
    public SecretsCacheClientBuilder token(String token) {
        this.token = ClientEnvironment.checkedToken("token", token);
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
     * Sets how long one call may take, with all its attempts and by the wall clock. One wait that has begun may outlast it by
     * its own time-out.
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
     * Sets where a secret comes from when nothing listens at the server's address, as on a laptop without the extension.
     * Asked by {@code get} and {@code refresh}; what it gives is not kept.
     *
     * @param fallback gives a secret for a name, such as {@code name -> Secret.of(name, "...")}, or throws; not null
     * @return this
     */
    public SecretsCacheClientBuilder fallback(Function<String, Secret> fallback) {
        this.fallback = Objects.requireNonNull(fallback, "fallback");
        return this;
    }

    /**
     * Sets the wall clock that ages and time-outs are reckoned by.
     *
     * @param clock the clock; the system's unless set
     * @return this
     */
    public SecretsCacheClientBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    SecretsCacheClientBuilder environment(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
        return this;
    }

    SecretsCacheClientBuilder pause(Pause pause) {
        this.pause = pause;
        return this;
    }

    /**
     * {@return the client}
     *
     * @throws IllegalArgumentException if an environment variable it needs is malformed
     */
    public SecretsCacheClient build() {
        ClientEnvironment variables = new ClientEnvironment(environment);
        ClientSettings settings = new ClientSettings(
                endpoint == null ? variables.endpoint() : endpoint,
                token == null ? variables.token() : token,
                connectTimeout,
                readTimeout,
                callTimeout,
                nearCacheSize,
                fallback,
                clock);
        return new DefaultSecretsCacheClient(settings, new NativeProtocol(clock), pause);
    }

    private static Duration checked(String property, Duration duration) {
        if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(property + " must be from 1 ms to 1 day, but is " + duration);
        }
        return duration;
    }
}
