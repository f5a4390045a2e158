package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** The AWS SDK for Java before a server outside Lambda, which asks for a signature. */
@Timeout(120)
class SignatureTest {
    private final SecretsManagerEndpoint service = SecretsManagerEndpoint.start();
    private final Forwarding server = new Forwarding(
            service.httpUri(),
            Duration.ofSeconds(30),
            (options, source) -> options.signatures(source.signatures(Forwarding.TOKEN)));

    @AfterEach
    void close() {
        server.close();
        service.close();
    }

    private String writeAndRead(AwsCredentials credentials) {
        try (SecretsManagerClient client = server.client(credentials)) {
            client.putSecretValue(
                    request -> request.secretId("prod/db").secretString("by " + credentials.accessKeyId()));
            return client.getSecretValue(request -> request.secretId("prod/db")).secretString();
        }
    }

    @Test
    void signature_withTheTokenAsKey_orTheServersOwnCredentials_opens() {
        service.createSecret("prod/db", "first");

        assertThat(writeAndRead(AwsBasicCredentials.create("anybody", Forwarding.TOKEN)))
                .isEqualTo("by anybody");
        assertThat(writeAndRead(Forwarding.OWN)).isEqualTo("by " + Forwarding.OWN.accessKeyId());
    }

    @Test
    void otherCredentials_andASessionTokenAlone_areDenied() {
        service.createSecret("prod/db", "first");

        for (AwsCredentials stranger :
                new AwsCredentials[] {AwsBasicCredentials.create("AKIDOTHER", "other"), Forwarding.LAMBDA}) {
            assertThatThrownBy(() -> writeAndRead(stranger))
                    .isInstanceOfSatisfying(SecretsManagerException.class, e -> {
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
                        assertThat(e).hasMessageContaining("signed with other credentials");
                        assertThat(e.numAttempts()).isEqualTo(1);
                    });
        }
        assertThat(service.calls().total()).isZero();
    }
}
