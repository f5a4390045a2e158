package io.github.secretscache.client.embedded.samples;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

final class EmulatorSource {
    static SecretsCache cache(URI endpoint) {
        return SecretsCache.builder()
                .source(SecretsManagerSource.builder()
                        .endpoint(endpoint) // LocalStack: http://localhost:4566, moto: http://localhost:5000
                        .region(Region.EU_WEST_1)
                        .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .build())
                .build();
    }

    private EmulatorSource() {}
}
