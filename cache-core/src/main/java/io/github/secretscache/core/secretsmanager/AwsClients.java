package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.SecretGroup;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
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
 * Builds the SDK's clients, and owns what they share: the HTTP client, the credentials of the process, and the one timer
 * thread of all time limits (the SDK would start five for each client).
 */
final class AwsClients implements AutoCloseable {
    private static final String ROLE_SESSION_NAME = "secrets-cache";

    private final Duration connectTimeout;
    private final Duration requestTimeout;
    private final @Nullable TrustManager trustManager;
    private final ScheduledThreadPoolExecutor timer;
    private final Queue<SdkAutoCloseable> built = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;
    private @Nullable AwsCredentialsProvider credentials;
    private @Nullable SdkHttpClient http;

    AwsClients(
            Duration connectTimeout,
            Duration requestTimeout,
            @Nullable TrustManager trustManager,
            @Nullable AwsCredentialsProvider credentials) {
        this.connectTimeout = connectTimeout;
        this.requestTimeout = requestTimeout;
        this.trustManager = trustManager;
        this.credentials =
                credentials == null ? DefaultCredentialsProvider.builder().build() : credentials;
        this.timer = new ScheduledThreadPoolExecutor(1, new AwsThreads("secrets-manager-source-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /** So short that a second attempt fits into the whole, after an attempt on a connection that died unnoticed. */
    static Duration attemptTimeout(Duration requestTimeout) {
        return requestTimeout.multipliedBy(9).dividedBy(20);
    }

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
        return owned(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request -> request.roleArn(roleArn).roleSessionName(ROLE_SESSION_NAME))
                .build());
    }

    private <B extends AwsSyncClientBuilder<B, ?> & AwsClientBuilder<B, ?>> B configured(B builder, SecretGroup group) {
        if (group.region() != null) {
            builder.region(Region.of(group.region()));
        }
        return builder.httpClient(http())
                .overrideConfiguration(options -> options.apiCallTimeout(requestTimeout)
                        .retryStrategy(AwsRetryStrategy.forRetryMode(RetryMode.STANDARD))
                        .scheduledExecutorService(timer));
    }

    /** Whether {@link #close()} was called; calls that are still running then fail in any way. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        built.forEach(SdkAutoCloseable::close);
        timer.shutdownNow();
    }

    private synchronized AwsCredentialsProvider processCredentials() {
        if (credentials == null) {
            credentials = DefaultCredentialsProvider.builder().build();
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
                    .connectionTimeout(connectTimeout)
                    .socketTimeout(attemptTimeout(requestTimeout));
            TrustManager trusted = trustManager;
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
