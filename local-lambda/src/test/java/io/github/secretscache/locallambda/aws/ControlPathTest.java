package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

@Timeout(120)
class ControlPathTest {

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final SecretsManagerClient client = SecretsClients.https(endpoint);
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void faults_postListDelete() throws Exception {
        endpoint.createSecret("db", "value of db");
        HttpResponse<String> added = send(
                "POST",
                "/_local/faults",
                "{\"kind\":\"internal-error\",\"secret\":\"db\",\"operation\":\"GetSecretValue\",\"times\":2}");

        assertThat(added.statusCode()).isEqualTo(201);
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("db"))).hasMessageContaining("Status Code: 500");
        assertThat(send("GET", "/_local/faults", "").body())
                .contains("\"internal-error\"", "\"secret\" : \"db\"", "\"times\" : 1");

        assertThat(send("DELETE", "/_local/faults", "").body()).isEqualToIgnoringWhitespace("[]");
        assertThat(client.getSecretValue(r -> r.secretId("db")).secretString()).isEqualTo("value of db");
    }

    @Test
    void calls_getAndDelete_countWithoutValues() throws Exception {
        endpoint.createSecret("db", "value of db");
        client.getSecretValue(r -> r.secretId("db"));
        client.batchGetSecretValue(r -> r.secretIdList("db", "none"));

        assertThat(send("GET", "/_local/calls", "").body()).isEqualToIgnoringWhitespace("""
                {"total":2,"operations":{
                 "BatchGetSecretValue":{"calls":1,"secrets":{"db":1,"none":1}},
                 "GetSecretValue":{"calls":1,"secrets":{"db":1}}}}""");
        assertThat(send("DELETE", "/_local/calls", "").body()).contains("\"total\" : 0");
    }

    @Test
    void faults_badBody_saysWhatIsExpected() throws Exception {
        assertThat(send("POST", "/_local/faults", "{\"kind\":\"slow\"}").body())
                .contains("kind must be one of [delay, throttle", "received \\\"slow\\\"");
        assertThat(send("POST", "/_local/faults", "{\"kind\":\"deny\",\"time\":1}")
                        .body())
                .contains("unknown field \\\"time\\\"");
        assertThat(send("POST", "/_local/faults", "{\"kind\":\"deny\",\"times\":\"1\"}")
                        .body())
                .contains("times must be a whole number");
        HttpResponse<String> noJson = send("POST", "/_local/faults", "kind=deny");
        assertThat(noJson.statusCode()).isEqualTo(400);
        assertThat(noJson.body()).contains("must be a JSON object");
    }

    @Test
    void secrets_put_createsAndRotates() throws Exception {
        assertThat(send("PUT", "/_local/secrets/prod%2Fdb", "one").body()).contains("prod/db", "versionId");
        assertThat(send("PUT", "/_local/secrets/prod%2Fdb", "two").body()).doesNotContain("two");

        assertThat(client.getSecretValue(r -> r.secretId("prod/db")).secretString())
                .isEqualTo("two");
        assertThat(client.getSecretValue(r -> r.secretId("prod/db").versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("one");
        assertThat(send("PUT", "/_local/secrets/a%20b", "x").statusCode()).isEqualTo(400);
        assertThat(send("PUT", "/_local/secrets/empty", "").statusCode()).isEqualTo(400);
    }

    @Test
    void unknownPath_saysWhatThereIs() throws Exception {
        assertThat(send("GET", "/_local/secrets", "").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/", "").body()).contains("/_local/faults");
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(endpoint.httpUri().resolve(path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
