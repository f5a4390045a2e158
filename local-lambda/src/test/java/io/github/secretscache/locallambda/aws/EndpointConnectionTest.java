package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire, as it is without an SDK. */
@Timeout(60)
class EndpointConnectionTest {

    private static final String SIGNED =
            "Authorization: AWS4-HMAC-SHA256 Credential=x\r\nContent-Type: application/x-amz-json-1.1\r\n";

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void error_onTheWire_isAwsJson() throws IOException {
        String reply = exchange(post("GetSecretValue", SIGNED, "{\"SecretId\":\"none\"}"));

        assertThat(reply)
                .startsWith("HTTP/1.1 400 ")
                .contains("x-amzn-RequestId: ", "Content-Type: application/x-amz-json-1.1\r\n")
                .endsWith("{\"__type\":\"ResourceNotFoundException\","
                        + "\"Message\":\"Secrets Manager can't find the specified secret.\"}");
    }

    @Test
    void keepAlive_twoRequestsOnOneConnection_bothAnswered() throws IOException {
        endpoint.createSecret("db", "x");
        String first = post("GetSecretValue", SIGNED, "{\"SecretId\":\"db\"}").replace("Connection: close\r\n", "");

        assertThat(exchange(first + post("GetSecretValue", SIGNED, "{\"SecretId\":\"db\"}")))
                .containsSubsequence("HTTP/1.1 200 ", "\"SecretString\":\"x\"", "HTTP/1.1 200 ");
    }

    @Test
    void withoutSignature_refused() throws IOException {
        assertThat(exchange(post("GetSecretValue", "", "{\"SecretId\":\"db\"}")))
                .contains("MissingAuthenticationTokenException");
    }

    @Test
    void unknownOperationAndBadJson_refused() throws IOException {
        assertThat(exchange(post("RotateSecret", SIGNED, "{}"))).contains("UnknownOperationException");
        assertThat(exchange(post("GetSecretValue", SIGNED, "{\"SecretId\":hush}")))
                .contains("SerializationException")
                .doesNotContain("hush");
        assertThat(exchange(post("GetSecretValue", SIGNED, "{}"))).contains("Value null at 'secretId'");
        assertThat(exchange(post("PutSecretValue", SIGNED, "{\"SecretId\":\"db\",\"SecretString\":\"x\"}")))
                .contains("InvalidRequestException", "You must provide a ClientRequestToken value.");
    }

    @Test
    void expectContinue_isAnswered() throws IOException {
        assertThat(exchange(post("GetSecretValue", SIGNED + "Expect: 100-continue\r\n", "{\"SecretId\":\"none\"}")))
                .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 ");
    }

    @Test
    void chunkedBody_isReadAsAWhole() throws IOException {
        endpoint.createSecret("db", "x");
        String chunked = "POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: secretsmanager.GetSecretValue\r\n"
                + "Connection: close\r\n" + SIGNED + "Transfer-Encoding: chunked\r\n\r\n"
                + "8\r\n{\"Secret\r\n9\r\nId\":\"db\"}\r\n0\r\n\r\n";

        assertThat(exchange(chunked)).startsWith("HTTP/1.1 200 ").contains("\"SecretString\":\"x\"");
    }

    @Test
    void bodyOverTheLimit_isRefused() throws IOException {
        assertThat(exchange(post("GetSecretValue", SIGNED, " ".repeat(6 * 1024 * 1024 + 101))))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void bodyCutShort_isNotPerformed() throws IOException {
        endpoint.createSecret("db", "x");
        try (Socket socket = new Socket("127.0.0.1", endpoint.httpUri().getPort())) {
            String request = post("GetSecretValue", SIGNED, "{\"SecretId\":\"db\"}");
            socket.getOutputStream()
                    .write(request.substring(0, request.length() - 1).getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();

            assertThatThrownBy(() -> socket.getInputStream().read()).hasMessageContaining("reset");
        }
        assertThat(endpoint.calls().total()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "POST / SPDY/9\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n\r\n"
            })
    void notHttp_closesTheConnectionAndNothingElse(String bytes) throws IOException {
        assertThat(exchange(bytes)).isEmpty();
        assertThat(exchange("GET /_local/calls HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .contains("\"total\" : 0");
    }

    private static String post(String operation, String headers, String body) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nx-amz-target: secretsmanager." + operation
                + "\r\nConnection: close\r\n" + headers + "content-length: " + body.length() + "\r\n\r\n" + body;
    }

    private String exchange(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", endpoint.httpUri().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
