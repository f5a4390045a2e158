package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.SecretGroup;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
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
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Builds the SDK's clients, and owns what they share: the HTTP client and the credentials of the process. The time limit
 * of a call with its attempts is the cache's, which interrupts it; here one attempt may use all of it.
 */
final class AwsClients implements AutoCloseable {
    private static final String ROLE_SESSION_NAME = "secrets-cache";

    private static final ExecutionInterceptor BOUND = new AwsReplyBound();

    private final Options options;
    private final Queue<SdkAutoCloseable> built = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private @Nullable AwsCredentialsProvider credentials;
    private @Nullable SdkHttpClient http;

    AwsClients(Options options) {
        this.options = options;
        this.credentials = options.credentials;
    }

    /**
     * What all clients have in common.
     *
     * @param connectTimeout the time for a TCP connection
     * @param requestTimeout the time for one attempt
     * @param clock the wall clock
     * @param trustManager which servers are trusted, or {@code null} for the JVM's default
     * @param credentials the process's own, or {@code null} for the SDK's default chain
     */
    record Options(
            Duration connectTimeout,
            Duration requestTimeout,
            InstantSource clock,
            @Nullable TrustManager trustManager,
            @Nullable AwsCredentialsProvider credentials) {}

    /** A client for a group; it does not call anything yet. */
    SecretsManagerClient secretsManager(SecretGroup group) {
        SecretsManagerClientBuilder builder = configured(SecretsManagerClient.builder(), group);
        if (group.endpoint() != null) {
            builder.endpointOverride(group.endpoint());
        }
        return owned(builder.credentialsProvider(credentialsOf(group)).build());
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
        return builder.httpClient(http())
                .overrideConfiguration(configuration -> configuration
                        .addExecutionInterceptor(BOUND)
                        .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.STANDARD)));
    }

    /** Whether {@link #close()} was called; calls that are still running then fail in any way. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        built.forEach(SdkAutoCloseable::close);
    }

    private synchronized AwsCredentialsProvider processCredentials() {
        if (credentials == null) {
            credentials = owned(DefaultCredentialsProvider.builder().build());
        }
        return credentials;
    }

    /**
     * Built late, and shared: by default it loads the trust store. The JDK keeps its connections: one that was idle for
     * over 5 s of wall-clock time, as after a freeze, is not used again, and one that the server has closed is noticed
     * before use.
     */
    private synchronized SdkHttpClient http() {
        if (http == null) {
            UrlConnectionHttpClient.Builder builder = UrlConnectionHttpClient.builder()
                    .connectionTimeout(options.connectTimeout)
                    .socketTimeout(options.requestTimeout);
            TrustManager trusted = options.trustManager;
            if (trusted != null) {
                builder.tlsTrustManagersProvider(() -> new TrustManager[] {trusted});
            }
            http = owned(builder.build());
        }
        return http;
    }

    private <T extends SdkAutoCloseable> T owned(T closeable) {
        built.add(closeable);
        return closeable;
    }
}
