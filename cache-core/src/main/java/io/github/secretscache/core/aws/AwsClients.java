package io.github.secretscache.core.aws;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.ForwardedCall.Service;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SignatureVerifier;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Builds the SDK's clients, and owns what they share: the HTTP client and the credentials of the process. The cache
 * limits the time of a call with all its attempts, and interrupts it; here one attempt may use all of that time.
 */
public final class AwsClients implements AutoCloseable {
    private static final AwsEnvironment ENVIRONMENT = AwsEnvironment.ofProcess();
    private static final String ROLE_SESSION_NAME = "secrets-cache";

    /** More than there are regions; a client may name any region. */
    private static final int MOST_ENDPOINTS = 64;

    private static final ExecutionInterceptor BOUND = new AwsReplyBound();

    private final Options options;
    private final AwsOwnPorts notToOurselves;
    private final Queue<SdkAutoCloseable> built = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private final Map<Duration, SdkHttpClient> http = new HashMap<>();
    private final Map<String, AwsEndpoint> endpoints = new ConcurrentHashMap<>();
    private @Nullable AwsRecentCredentials credentials;
    private @Nullable StsClient anonymousSts;

    public AwsClients(Options options) {
        this.options = options;
        this.notToOurselves = new AwsOwnPorts(options.ownPorts);
    }

    /**
     * What all clients have in common.
     *
     * @param http how they connect
     * @param clock the wall clock
     * @param credentials the process's own, or {@code null} for the SDK's default chain
     * @param ownPorts ports on loopback that this process serves itself
     */
    public record Options(
            Http http, InstantSource clock, @Nullable AwsCredentialsProvider credentials, Set<Integer> ownPorts) {}

    /**
     * How connections are made.
     *
     * @param client the embedder's own, or {@code null} for one that is made by what follows
     * @param connectTimeout the time for a TCP connection
     * @param requestTimeout the time for one attempt
     * @param trustManager which servers are trusted, or {@code null} for the JVM's default
     * @param bundles variables that name a file of authorities, which counts in place of the JVM's; the first set one does
     * @param before puts another client, of a time limit, before the one that is made; {@code null} if none is
     */
    public record Http(
            @Nullable SdkHttpClient client,
            Duration connectTimeout,
            Duration requestTimeout,
            @Nullable TrustManager trustManager,
            List<String> bundles,
            @Nullable BiFunction<Duration, Supplier<SdkHttpClient>, SdkHttpClient> before) {}

    /**
     * A client for a group; it does not call anything yet.
     *
     * @throws AwsSettingException if it cannot be built with the settings of this process
     */
    public SecretsManagerClient secretsManager(SecretGroup group) {
        return build(group, builder -> pointed(builder, Service.SECRETS_MANAGER, group));
    }

    /**
     * A client of Parameter Store for a group; it does not call anything yet.
     *
     * @param group the group
     * @return the client
     * @throws RuntimeException if it cannot be built with the settings of this process, which its message names
     */
    public AwsJsonClient parameterStore(SecretGroup group) {
        return AwsJsonClient.of(build(group, builder -> pointed(builder, Service.PARAMETER_STORE, group)));
    }

    private void pointed(SecretsManagerClientBuilder builder, Service service, SecretGroup group) {
        if (service == Service.PARAMETER_STORE) {
            AwsJsonClient.point(builder, group.endpoint(), notToOurselves);
        } else if (group.endpoint() != null) {
            builder.endpointOverride(group.endpoint());
        }
    }

    private SecretsManagerClient build(SecretGroup group, Consumer<SecretsManagerClientBuilder> service) {
        try {
            SecretsManagerClientBuilder builder = configured(SecretsManagerClient.builder(), group);
            service.accept(builder);
            return owned(builder.credentialsProvider(credentialsOf(group)).build());
        } catch (RuntimeException e) {
            throw new AwsLocalFailure(ENVIRONMENT).ofBuilding(e);
        }
    }

    /** {@return why no call can be made for a group; empty if one can. Nothing is called} */
    public Optional<RuntimeException> refusal(SecretGroup group) {
        try {
            endpointOf(Service.SECRETS_MANAGER, dryRun(group));
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** Where the SDK's client of a service would send a call for a group. Nothing is called. */
    AwsEndpoint endpoint(Service service, SecretGroup group) {
        String key = service + " " + group.region();
        AwsEndpoint known = endpoints.get(key);
        if (known == null) {
            known = endpointOf(service, group);
            if (endpoints.size() < MOST_ENDPOINTS) {
                endpoints.put(key, known);
            }
        }
        return known;
    }

    private AwsEndpoint endpointOf(Service service, SecretGroup group) {
        String region = null;
        try (AwsDryRun network = new AwsDryRun();
                SecretsManagerClient client = SecretsManagerClient.builder()
                        .applyMutation(builder -> pointed(configured(builder, group), service, group))
                        .httpClient(network)
                        .credentialsProvider(AwsDryRun.CREDENTIALS)
                        .build()) {
            region = client.serviceClientConfiguration().region().id();
            client.getSecretValue(request -> request.secretId("dry-run"));
            throw new IllegalStateException("a dry run cannot come back");
        } catch (RuntimeException e) {
            URI reached = AwsDryRun.reached(e);
            if (reached != null && region != null) {
                return new AwsEndpoint(reached, region, service.signingName());
            }
            RuntimeException refused = AwsLocalFailure.ofCall(ENVIRONMENT, e);
            throw refused == null ? new AwsLocalFailure(ENVIRONMENT).ofBuilding(e) : refused;
        }
    }

    /**
     * Makes calls on behalf of clients.
     *
     * @param group whose endpoint they go to, and whose region, where none is named
     * @param limit the time for one, with the reading of its reply
     */
    public AwsForwarder forwarder(SecretGroup group, Duration limit) {
        return new AwsForwarding(this, group, () -> http(limit), limit);
    }

    /**
     * Verifies the signatures of clients.
     *
     * @param token what counts as a secret access key, or {@code null}
     */
    public SignatureVerifier signatures(@Nullable String token) {
        return new AwsSignatures(token, processCredentials(), options.clock);
    }

    InstantSource clock() {
        return options.clock;
    }

    /** Without a region the SDK would ask the network for one. */
    private static SecretGroup dryRun(SecretGroup group) {
        boolean known =
                group.region() != null || ENVIRONMENT.has("AWS_REGION") || System.getProperty("aws.region") != null;
        return known ? group : group.withRegion(Region.US_EAST_1.id());
    }

    private AwsCredentialsProvider credentialsOf(SecretGroup group) {
        String roleArn = group.roleArn();
        if (roleArn == null) {
            return processCredentials();
        }
        StsClient sts = owned(configured(StsClient.builder(), group)
                .credentialsProvider(processCredentials())
                .build());
        StsAssumeRoleCredentialsProvider role = owned(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> request.roleArn(roleArn).roleSessionName(ROLE_SESSION_NAME))
                .build());
        return new AwsRoleCredentials(role, options.clock);
    }

    private <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B configured(B builder, SecretGroup group) {
        if (group.region() != null) {
            builder.region(Region.of(group.region()));
        }
        URI upstream =
                AwsUpstream.of(builder instanceof StsClientBuilder ? AwsUpstream.STS : AwsUpstream.SECRETS_MANAGER);
        if (upstream != null) {
            builder.endpointOverride(upstream);
        }
        return builder.httpClient(http())
                .overrideConfiguration(configuration -> configuration
                        .addExecutionInterceptor(AwsJsonClient.BODIES)
                        .addExecutionInterceptor(BOUND)
                        .addExecutionInterceptor(notToOurselves)
                        .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.STANDARD)));
    }

    /** Whether {@link #close()} was called; calls that are still running then fail in any way. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        built.forEach(SdkAutoCloseable::close);
    }

    /** For calls that have their own token. */
    private synchronized StsClient anonymousSts() {
        if (anonymousSts == null) {
            anonymousSts = owned(configured(StsClient.builder(), SecretGroup.named("web-identity"))
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .build());
        }
        return anonymousSts;
    }

    synchronized AwsRecentCredentials processCredentials() {
        if (credentials == null) {
            credentials = new AwsRecentCredentials(
                    options.credentials == null
                            ? owned(new AwsCredentialsChain(ENVIRONMENT, this::anonymousSts))
                            : options.credentials,
                    options.clock);
        }
        return credentials;
    }

    /**
     * Built late, and shared: by default it loads the trust store. The JDK keeps its connections: one that was idle for
     * over 5 s of wall-clock time, as after a freeze, is not used again, and one that the server has closed is noticed
     * before use.
     */
    private SdkHttpClient http() {
        return http(options.http.requestTimeout);
    }

    /** One for each time limit. */
    private synchronized SdkHttpClient http(Duration limit) {
        return options.http.client == null ? http.computeIfAbsent(limit, this::newHttp) : options.http.client;
    }

    private SdkHttpClient newHttp(Duration limit) {
        Http how = options.http;
        return how.before == null ? ofJdk(limit) : owned(how.before.apply(limit, () -> ofJdk(limit)));
    }

    private SdkHttpClient ofJdk(Duration limit) {
        Http how = options.http;
        TrustManager trusted =
                how.trustManager == null ? AwsTrust.of(ENVIRONMENT, how.bundles, options.clock) : how.trustManager;
        return owned(new AwsTlsReasons(UrlConnectionHttpClient.create(
                new AwsConnections(how.connectTimeout, limit, new AwsProxies(ENVIRONMENT), trusted))));
    }

    private <T extends SdkAutoCloseable> T owned(T closeable) {
        built.add(closeable);
        return closeable;
    }
}
