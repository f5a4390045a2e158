package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * Options of a {@link SecretsManagerSource}. Not thread-safe.
 *
 * <p>Each setter throws {@link NullPointerException} for {@code null}.
 */
public final class SecretsManagerSourceBuilder {
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    final Map<String, SecretGroup> groups = new LinkedHashMap<>();

    @Nullable
    Duration connectTimeout;

    Duration requestTimeout = SecretSource.DEFAULT_REQUEST_TIMEOUT;
    InstantSource clock = InstantSource.system();

    @Nullable
    X509TrustManager trustManager;

    @Nullable
    AwsCredentialsProvider credentials;

    @Nullable
    Region region;

    @Nullable
    URI endpoint;

    @Nullable
    SdkHttpClient httpClient;

    @Nullable
    BiFunction<Duration, Supplier<SdkHttpClient>, SdkHttpClient> before;

    final List<String> bundles = new ArrayList<>(List.of("AWS_CA_BUNDLE"));
    Set<Integer> ownPorts = Set.of();

    SecretsManagerSourceBuilder() {}

    /**
     * Adds a group of secrets with its own region, role or endpoint. Unless you add it here, the group
     * {@value SecretId#DEFAULT_GROUP} has the SDK's defaults.
     *
     * @param group the group
     * @return this
     * @throws IllegalArgumentException if a group of this name is there already
     */
    public SecretsManagerSourceBuilder group(SecretGroup group) {
        Objects.requireNonNull(group, "group");
        if (groups.putIfAbsent(group.name(), group) != null) {
            throw new IllegalArgumentException(
                    "group " + group.name() + " must be set once, but is set twice: give each group its own name");
        }
        return this;
    }

    /**
     * The time for a TCP connection, 1 s by default. The TLS handshake counts as part of the attempt.
     *
     * @param timeout 1 ms to 1 h
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsManagerSourceBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = checked("connectTimeout", timeout);
        return this;
    }

    /**
     * The time for one attempt, 4 s by default. It should equal the cache's request timeout, which limits a
     * fetch with all its attempts.
     *
     * @param timeout 1 ms to 1 h
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SecretsManagerSourceBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = checked("requestTimeout", timeout);
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
    public SecretsManagerSourceBuilder trustManager(X509TrustManager manager) {
        this.trustManager = Objects.requireNonNull(manager, "manager");
        return this;
    }

    /**
     * Ports on loopback that this process serves the AWS SDK's protocol on itself. An endpoint that is one of them,
     * because a variable such as {@code AWS_ENDPOINT_URL_SECRETS_MANAGER} leads other programs there, is not followed:
     * the service's own endpoint in the region is asked. None by default.
     *
     * @param ports 1 to 65535
     * @return this
     */
    public SecretsManagerSourceBuilder ownPorts(Collection<Integer> ports) {
        this.ownPorts = Set.copyOf(ports);
        return this;
    }

    /** The wall clock, for tests. */
    SecretsManagerSourceBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /**
     * The process's own credentials; by default those of the SDK's default chain. A group with a role assumes it with
     * them.
     *
     * @param provider where they come from; not closed with the source
     * @return this
     */
    public SecretsManagerSourceBuilder credentials(AwsCredentialsProvider provider) {
        this.credentials = Objects.requireNonNull(provider, "provider");
        return this;
    }

    /**
     * The region of the group {@value SecretId#DEFAULT_GROUP}; by default that of the SDK's default chain.
     *
     * @param region the region
     * @return this
     */
    public SecretsManagerSourceBuilder region(Region region) {
        this.region = Objects.requireNonNull(region, "region");
        return this;
    }

    /**
     * The endpoint of the group {@value SecretId#DEFAULT_GROUP}, for instance a VPC endpoint, LocalStack or moto; by
     * default the SDK's, which honours {@code AWS_ENDPOINT_URL_SECRETS_MANAGER}.
     *
     * @param endpoint such as {@code http://localhost:4566}
     * @return this
     */
    public SecretsManagerSourceBuilder endpoint(URI endpoint) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        return this;
    }

    /**
     * The HTTP client of all calls; by default one over {@code HttpURLConnection}, made and closed by the source. Its
     * own settings of time-outs, proxy and trust hold in place of those here.
     *
     * @param client the client; not closed with the source
     * @return this
     */
    public SecretsManagerSourceBuilder httpClient(SdkHttpClient client) {
        this.httpClient = Objects.requireNonNull(client, "client");
        return this;
    }

    /**
     * Puts another HTTP client before the one over {@code HttpURLConnection}. It makes the calls that it can, and leaves
     * the others to that one.
     *
     * @param before is given the time for one attempt, and what makes the client over {@code HttpURLConnection}, with
     *     the trust, the time-outs and the proxies of this builder and the environment, when first asked; returns the
     *     client of all calls. The source closes both
     * @return this
     */
    public SecretsManagerSourceBuilder httpClientBefore(
            BiFunction<Duration, Supplier<SdkHttpClient>, SdkHttpClient> before) {
        this.before = Objects.requireNonNull(before, "before");
        return this;
    }

    /**
     * Another environment variable that names a PEM file of authorities, used if {@code AWS_CA_BUNDLE} is not set.
     *
     * @param variable such as {@code SSL_CERT_FILE}
     * @return this
     */
    public SecretsManagerSourceBuilder caBundleVariable(String variable) {
        bundles.add(Objects.requireNonNull(variable, "variable"));
        return this;
    }

    /**
     * Makes the source. It calls nothing before its first read.
     *
     * @return the source
     * @throws IllegalArgumentException if {@link #region} or {@link #endpoint} is given beside a group
     *     {@value SecretId#DEFAULT_GROUP}, if the endpoint cannot be one, or if {@link #trustManager} or {@link
     *     #connectTimeout} is given beside {@link #httpClient}, which has its own
     */
    public SecretsManagerSource build() {
        if (httpClient != null && (trustManager != null || connectTimeout != null)) {
            throw new IllegalArgumentException("httpClient has its own trust and time-outs, but "
                    + (trustManager != null ? "trustManager" : "connectTimeout")
                    + " is set too: set it on that client");
        }
        boolean isDefaultGiven = groups.containsKey(SecretId.DEFAULT_GROUP);
        if (isDefaultGiven && (region != null || endpoint != null)) {
            throw new IllegalArgumentException((region != null ? "region" : "endpoint") + " is that of the group "
                    + SecretId.DEFAULT_GROUP + ", but that group is given too: set it on the group");
        }
        if (!isDefaultGiven) {
            group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                    .withRegion(region == null ? null : region.id())
                    .withEndpoint(endpoint));
        }
        return new SecretsManagerSource(this);
    }

    static Duration checked(String property, Duration timeout) {
        Objects.requireNonNull(timeout, property);
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException(property + " must be 1 ms to 1 h, but is: " + timeout);
        }
        return timeout;
    }
}
