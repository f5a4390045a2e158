package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.testing.EndpointTrust;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The real AWS SDK, pointed at the endpoint, without retries. */
final class SecretsClients {

    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key"));

    private SecretsClients() {}

    static SecretsManagerClient https(SecretsManagerEndpoint endpoint) {
        return secrets(endpoint, endpoint.httpsUri());
    }

    static SecretsManagerClient http(SecretsManagerEndpoint endpoint) {
        return secrets(endpoint, endpoint.httpUri());
    }

    /** A server other than ours. */
    static SecretsManagerClient http(URI uri) {
        return SecretsManagerClient.builder()
                .endpointOverride(uri)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    static SsmClient ssm(SecretsManagerEndpoint endpoint) {
        return configured(SsmClient.builder(), endpoint, endpoint.httpsUri()).build();
    }

    /** A server other than ours. */
    static SsmClient ssm(URI uri) {
        return SsmClient.builder()
                .endpointOverride(uri)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    static StsClient sts(SecretsManagerEndpoint endpoint) {
        return configured(StsClient.builder(), endpoint, endpoint.httpsUri()).build();
    }

    private static SecretsManagerClient secrets(SecretsManagerEndpoint endpoint, URI uri) {
        return configured(SecretsManagerClient.builder(), endpoint, uri).build();
    }

    private static <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configured(
            B builder, SecretsManagerEndpoint endpoint, URI uri) {
        return builder.endpointOverride(uri)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .socketTimeout(Duration.ofSeconds(20))
                        .tlsTrustManagersProvider(() -> new TrustManager[] {EndpointTrust.of(endpoint)}));
    }
}
