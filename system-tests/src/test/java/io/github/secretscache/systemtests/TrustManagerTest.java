package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.core.secretsmanager.SecretsManagerSourceBuilder;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.testing.EndpointTrust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** {@code SecretsManagerSourceBuilder.trustManager}, with an endpoint of a private authority. */
@Timeout(30)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class TrustManagerTest {
    private static SecretsManagerEndpoint endpoint;

    @BeforeAll
    static void start() {
        System.setProperty("aws.accessKeyId", "id");
        System.setProperty("aws.secretAccessKey", "key");
        endpoint = SecretsManagerEndpoint.start();
        endpoint.createSecret("prod/db", "s3cret");
    }

    @AfterAll
    static void stop() {
        endpoint.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void trustManager_trustsTheAuthority_sourceReads() {
        try (SecretsManagerSource source =
                builder().trustManager(EndpointTrust.of(endpoint)).build()) {
            assertThat(source.fetch(SecretId.of("prod/db")).asString()).isEqualTo("s3cret");
        }
    }

    @Test
    void trustManager_notSet_privateAuthorityIsNotTrusted() {
        try (SecretsManagerSource source = builder().build()) {
            assertThatThrownBy(() -> source.fetch(SecretId.of("prod/db")))
                    .isInstanceOfSatisfying(
                            SecretFetchException.class,
                            e -> assertThat(e.reason()).isEqualTo(SecretFetchException.Reason.CONNECTION_FAILED));
        }
    }

    private static SecretsManagerSourceBuilder builder() {
        return SecretsManagerSource.builder()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("us-east-1")
                        .withEndpoint(endpoint.httpsUri()));
    }
}
