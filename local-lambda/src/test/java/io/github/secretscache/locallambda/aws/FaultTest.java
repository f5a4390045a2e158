package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

@Timeout(120)
class FaultTest {

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final SecretsManagerClient client = SecretsClients.https(endpoint);

    @BeforeEach
    void create() {
        endpoint.createSecret("db", "value of db");
        endpoint.createSecret("other", "value of other");
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource({
        "THROTTLE, 400, ThrottlingException",
        "INTERNAL_ERROR, 500, InternalServiceError",
        "UNAVAILABLE, 503, ServiceUnavailable",
        "DENY, 400, AccessDeniedException",
        "DECRYPTION_FAILURE, 400, DecryptionFailure",
        "EXPIRED_TOKEN, 400, ExpiredTokenException",
        "LOSE, 400, ResourceNotFoundException"
    })
    void error_untilCleared_isWhatTheSdkSees(Fault.Kind kind, int status, String code) {
        endpoint.inject(Fault.of(kind));

        for (int call = 0; call < 2; call++) {
            assertThatThrownBy(() -> read("db")).isInstanceOfSatisfying(AwsServiceException.class, e -> {
                assertThat(e.statusCode()).isEqualTo(status);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(e.awsErrorDetails().errorMessage()).isNotBlank();
                assertThat(e.isThrottlingException()).isEqualTo(kind == Fault.Kind.THROTTLE);
            });
        }
        endpoint.clearFaults();
        assertThat(read("db")).isEqualTo("value of db");
        assertThat(endpoint.calls().reads("db")).isEqualTo(3);
    }

    @Test
    void deny_namesActionAndResource() {
        endpoint.inject(Fault.of(Fault.Kind.DENY));

        assertThatThrownBy(() -> read("db"))
                .hasMessageContaining("is not authorized to perform: secretsmanager:GetSecretValue on resource: db");
    }

    @Test
    void times_meetsThatManyCalls() {
        endpoint.inject(Fault.of(Fault.Kind.THROTTLE).times(2));

        assertThatThrownBy(() -> read("db")).hasMessageContaining("Rate exceeded");
        assertThatThrownBy(() -> read("db")).hasMessageContaining("Rate exceeded");
        assertThat(read("db")).isEqualTo("value of db");
    }

    @Test
    void forSecret_meetsItByNameAndArn() {
        String arn = client.describeSecret(r -> r.secretId("db")).arn();
        endpoint.inject(Fault.of(Fault.Kind.LOSE).forSecret("db"));

        assertThatThrownBy(() -> read(arn)).hasMessageContaining("can't find the specified secret");
        assertThat(read("other")).isEqualTo("value of other");
    }

    @Test
    void forOperation_leavesOthersAlone() {
        endpoint.inject(Fault.of(Fault.Kind.DENY).forOperation("BatchGetSecretValue"));

        assertThatThrownBy(() -> client.batchGetSecretValue(r -> r.secretIdList("db", "other")))
                .hasMessageContaining("secretsmanager:BatchGetSecretValue");
        assertThat(read("db")).isEqualTo("value of db");
    }

    @Test
    void denyForSecret_inABatch_spoilsOneEntry() {
        endpoint.inject(Fault.of(Fault.Kind.DENY).forSecret("db"));

        BatchGetSecretValueResponse reply = client.batchGetSecretValue(r -> r.secretIdList("db", "other"));

        assertThat(reply.secretValues()).extracting(SecretValueEntry::name).containsExactly("other");
        assertThat(reply.errors())
                .singleElement()
                .satisfies(e -> assertThat(e.errorCode()).isEqualTo("AccessDeniedException"));
    }

    @Test
    void throttleForSecret_inABatch_failsTheCall() {
        endpoint.inject(Fault.of(Fault.Kind.THROTTLE).forSecret("db"));

        assertThatThrownBy(() -> client.batchGetSecretValue(r -> r.secretIdList("other", "db")))
                .hasMessageContaining("Rate exceeded");
        assertThat(client.batchGetSecretValue(r -> r.secretIdList("other")).secretValues())
                .hasSize(1);
    }

    @Test
    void delay_holdsTheRightAnswerBack() {
        endpoint.inject(Fault.delay(Duration.ofMillis(300)).times(1));

        long start = System.nanoTime();
        assertThat(read("db")).isEqualTo("value of db");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void garbage_isNoValidAnswer() {
        endpoint.inject(Fault.of(Fault.Kind.GARBAGE));

        assertThatThrownBy(() -> read("db")).isInstanceOf(SdkClientException.class);
    }

    @Test
    void reset_isAResetForHttpAndHttps() {
        endpoint.inject(Fault.of(Fault.Kind.RESET));

        assertThatThrownBy(() -> read("db")).isInstanceOf(SdkClientException.class);
        try (SecretsManagerClient plain = SecretsClients.http(endpoint)) {
            assertThatThrownBy(() -> plain.getSecretValue(r -> r.secretId("db")))
                    .isInstanceOf(SdkClientException.class)
                    .hasRootCauseInstanceOf(SocketException.class)
                    .rootCause()
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void hang_lastsUntilTheClientGivesUp() {
        endpoint.inject(Fault.of(Fault.Kind.HANG).times(1));

        assertThatThrownBy(() -> client.getSecretValue(
                        r -> r.secretId("db").overrideConfiguration(c -> c.apiCallTimeout(Duration.ofMillis(500)))))
                .isInstanceOf(ApiCallTimeoutException.class);
        assertThat(read("db")).isEqualTo("value of db");
    }

    @Test
    void close_letsGoOfADelayedCall() throws InterruptedException {
        endpoint.inject(Fault.delay(Duration.ofHours(1)));
        Thread caller = new Thread(() -> {
            try {
                read("db");
            } catch (RuntimeException expected) {
                // An error or a cut connection: it is over either way.
            }
        });
        caller.start();
        while (endpoint.calls().reads("db") == 0) {
            LockSupport.parkNanos(2_000_000);
        }

        endpoint.close();
        caller.join(60_000);

        assertThat(caller.isAlive()).isFalse();
    }

    @Test
    void fault_badNumbers_refused() {
        assertThatThrownBy(() -> Fault.of(Fault.Kind.THROTTLE).times(-1)).hasMessageContaining("received -1");
        assertThatThrownBy(() -> Fault.of(Fault.Kind.DELAY)).hasMessageContaining("more than zero");
    }

    private String read(String id) {
        return client.getSecretValue(r -> r.secretId(id)).secretString();
    }
}
