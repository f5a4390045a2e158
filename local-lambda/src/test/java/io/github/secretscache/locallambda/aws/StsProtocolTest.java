package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

@Timeout(120)
class StsProtocolTest {

    private static final String ROLE = "arn:aws:iam::210987654321:role/team/reader";

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final StsClient client = SecretsClients.sts(endpoint);

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void assumeRole_givesCredentialsForAnHour() {
        AssumeRoleResponse reply = client.assumeRole(r -> r.roleArn(ROLE).roleSessionName("secrets-cache"));

        assertThat(reply.credentials().accessKeyId()).matches("ASIA[A-Z0-9]{16}");
        assertThat(reply.credentials().secretAccessKey()).isNotBlank();
        assertThat(reply.credentials().sessionToken()).isNotBlank();
        assertThat(reply.credentials().expiration()).isAfter(Instant.now().plusSeconds(1800));
        assertThat(reply.assumedRoleUser().arn())
                .isEqualTo("arn:aws:sts::210987654321:assumed-role/team/reader/secrets-cache");
        assertThat(endpoint.calls().of("AssumeRole", ROLE)).isEqualTo(1);
    }

    @Test
    void assumeRole_denied_isAnError() {
        endpoint.inject(Fault.of(Fault.Kind.DENY).forOperation("AssumeRole"));

        assertThatThrownBy(() -> client.assumeRole(r -> r.roleArn(ROLE).roleSessionName("me")))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(403);
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    assertThat(e.getMessage()).contains("sts:AssumeRole on resource: " + ROLE);
                });
    }

    @Test
    void otherActionOrBadRole_refused() {
        assertThatThrownBy(() -> client.getCallerIdentity()).hasMessageContaining("AssumeRole only");
        assertThatThrownBy(() -> client.assumeRole(r -> r.roleArn("no-arn").roleSessionName("me")))
                .hasMessageContaining("not valid");
    }
}
