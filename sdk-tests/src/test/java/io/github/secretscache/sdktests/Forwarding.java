package io.github.secretscache.sdktests;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.parameterstore.ParameterStoreSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** A server that forwards to an endpoint, and clients of it. */
final class Forwarding implements AutoCloseable {
    static final String TOKEN = "IQoJb3JpZ2luX2VjE/session+token=";
    static final Region REGION = Region.US_EAST_1;
    static final AwsCredentials OWN = AwsBasicCredentials.create("AKIDOFTHEEXTENSION", "its-secret-key");
    static final AwsCredentials LAMBDA = AwsSessionCredentials.create("ASIAOFTHEFUNCTION", "its-secret-key", TOKEN);

    private final SecretsManagerSource source;
    final SecretsCache cache;
    private final HttpFrontend frontend;

    /** What a test changes of the options. */
    @FunctionalInterface
    interface Change {
        void of(ServeOptions.Builder options, SecretsManagerSource source);
    }

    Forwarding(URI upstream, Duration limit, Change change) {
        source = SecretsManagerSource.builder()
                .endpoint(upstream)
                .region(REGION)
                .credentials(StaticCredentialsProvider.create(OWN))
                .build();
        cache = SecretsCache.builder()
                .source(ParameterStoreSource.beside(source))
                .build();
        frontend = HttpFrontend.builder().port(0).start();
        ServeOptions.Builder options =
                ServeOptions.builder().token(TOKEN).region(REGION.id()).forward(source.forwarder(limit), List.of("*"));
        change.of(options, source);
        frontend.serve(cache, options.build());
    }

    int port() {
        return frontend.ports().get(0);
    }

    SecretsManagerClient client(AwsCredentials credentials) {
        return SecretsManagerClient.builder()
                .endpointOverride(URI.create("http://localhost:" + port()))
                .region(REGION)
                .httpClient(UrlConnectionHttpClient.create())
                .overrideConfiguration(configuration -> configuration.retryStrategy(RetryMode.STANDARD))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    SsmClient parameters(AwsCredentials credentials) {
        return SsmClient.builder()
                .endpointOverride(URI.create("http://localhost:" + port()))
                .region(REGION)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
    }

    @Override
    public void close() {
        frontend.close();
        cache.close();
    }
}
