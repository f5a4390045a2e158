package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedCall.Service;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

@Timeout(60)
class AwsForwardingTest {
    private static final String PUT = "PutSecretValue";
    private static final Duration SHORT = Duration.ofMillis(300);

    private final StubAws aws = new StubAws();
    private final SecretsManagerSource source = SecretsManagerSource.builder()
            .endpoint(aws.uri())
            .region(Region.EU_WEST_1)
            .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDOURS", "key")))
            .build();
    private final AwsForwarder forwarder = source.forwarder(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }

    private static ForwardedCall call(String operation, String region) {
        ByteBuffer body = ByteBuffer.wrap("{\"SecretId\":\"é\"}".getBytes(StandardCharsets.UTF_8));
        return new ForwardedCall(Service.SECRETS_MANAGER, operation, region, body);
    }

    @Test
    void call_isSignedByUsForItsRegion_andItsReplyComesAsItIs() throws IOException {
        aws.on(PUT, StubAws.error(400, "LimitExceededException", "too much"));

        for (String region : new String[] {null, "ap-south-1"}) {
            try (ForwardedReply reply = forwarder.forward(call(PUT, region))) {
                assertThat(reply.status()).isEqualTo(400);
                assertThat(reply.headers()).containsEntry("content-type", "application/x-amz-json-1.1");
                assertThat(reply.body()).hasContent("{\"__type\":\"LimitExceededException\",\"Message\":\"too much\"}");
            }
        }

        assertThat(aws.calls(PUT)).extracting(StubAws.Call::body).containsOnly("{\"SecretId\":\"é\"}");
        assertThat(aws.calls(PUT).get(0).headers().get("authorization"))
                .contains("Credential=AKIDOURS/", "/eu-west-1/");
        assertThat(aws.calls(PUT).get(1).headers().get("authorization")).contains("/ap-south-1/secretsmanager/");
    }

    @Test
    void parameters_areSignedForTheirService() throws IOException {
        aws.on("PutParameter", StubAws.json(200, "{}"));

        ByteBuffer body = ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8));
        forwarder
                .forward(new ForwardedCall(Service.PARAMETER_STORE, "PutParameter", null, body))
                .close();

        assertThat(aws.calls("PutParameter").get(0).headers())
                .containsEntry("x-amz-target", "AmazonSSM.PutParameter")
                .hasEntrySatisfying(
                        "authorization", header -> assertThat(header).contains("/eu-west-1/ssm/"));
    }

    @Test
    void write_thatFailsOrBreaksOff_isAttemptedOnce() throws IOException {
        aws.on(PUT, StubAws.json(200, "{}"));
        forwarder.forward(call(PUT, null)).close();
        aws.on(PUT, StubAws.reset());

        assertThatThrownBy(() -> forwarder.forward(call(PUT, null)))
                .isInstanceOfSatisfying(
                        SecretFetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONNECTION_FAILED))
                .hasMessageStartingWith("cannot forward PutSecretValue: ");
        assertThat(aws.calls(PUT)).hasSize(2);

        aws.on(PUT, StubAws.error(500, "InternalServiceError", ""));
        assertThat(forwarder.forward(call(PUT, null)).status()).isEqualTo(500);
        assertThat(aws.calls(PUT)).hasSize(3);
    }

    @Test
    void serviceThatDoesNotAnswer_isTimedOut() {
        aws.on(PUT, aws.hang());

        assertThatThrownBy(() -> source.forwarder(SHORT).forward(call(PUT, null)))
                .isInstanceOfSatisfying(
                        SecretFetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(aws.calls(PUT)).hasSize(1);
    }

    /** A byte at a time: no single wait is too long. */
    @Test
    void replyThatTrickles_endsWithTheTime() throws IOException {
        aws.on(PUT, (call, socket) -> {
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write('x');
            }
        });

        try (ForwardedReply reply = source.forwarder(SHORT).forward(call(PUT, null))) {
            assertThatThrownBy(() -> reply.body().readAllBytes()).isInstanceOf(IOException.class);
        }
    }
}
