package io.github.secretscache.sdktests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/** The AWS SDK for Java, unmodified, through the server to a Secrets Manager on this machine. */
@Timeout(120)
class ForwardingTest {
    private final SecretsManagerEndpoint service = SecretsManagerEndpoint.start();
    private final Forwarding server =
            new Forwarding(service.httpUri(), Duration.ofSeconds(30), (options, source) -> {});
    private final SecretsManagerClient client = server.client(Forwarding.LAMBDA);

    @AfterEach
    void close() {
        client.close();
        server.close();
        service.close();
    }

    private String read(String name) {
        return client.getSecretValue(request -> request.secretId(name)).secretString();
    }

    @Test
    void putSecretValue_isReadByWhoWroteIt_andHeardOfByListeners() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client.createSecret(request -> request.name("prod/db").secretString("first"));
        assertThat(read("prod/db")).isEqualTo("first");
        server.cache.addListener((secret, before, current) -> heard.add(current.versionId()));

        for (String value : List.of("second", "third", "fourth")) {
            String version = client.putSecretValue(
                            request -> request.secretId("prod/db").secretString(value))
                    .versionId();
            assertThat(read("prod/db")).isEqualTo(value);
            assertThat(heard.take()).isEqualTo(version);
        }

        service.resetCalls();
        read("prod/db");
        assertThat(service.calls().total()).isZero();
    }

    @Test
    void createSecret_ofAnIdThatWasNotThere_isReadByWhoCreatedIt() {
        assertThatThrownBy(() -> read("prod/new")).hasMessageContaining("prod/new");

        String arn = client.createSecret(request -> request.name("prod/new").secretString("value"))
                .arn();

        assertThat(read("prod/new")).isEqualTo("value");
        assertThat(read(arn)).isEqualTo("value");
        client.updateSecret(request -> request.secretId("prod/new").secretString("by name"));
        assertThat(read(arn)).isEqualTo("by name");
        client.putSecretValue(request -> request.secretId(arn).secretString("by ARN"));
        assertThat(read("prod/new")).isEqualTo("by ARN");
        client.deleteSecret(request -> request.secretId("prod/new"));
        assertThatThrownBy(() -> read("prod/new")).hasMessageContaining("deletion");
    }

    @Test
    void putAndDeleteParameter_areSeenByWhoWrote() {
        try (SsmClient parameters = server.parameters(Forwarding.LAMBDA)) {
            Supplier<String> read = () -> parameters
                    .getParameter(request -> request.name("/app/flag").withDecryption(true))
                    .parameter()
                    .value();
            for (String value : List.of("first", "second", "third")) {
                parameters.putParameter(request -> request.name("/app/flag")
                        .type(ParameterType.SECURE_STRING)
                        .value(value)
                        .overwrite(true));
                assertThat(read.get()).isEqualTo(value);
            }
            service.resetCalls();
            assertThat(read.get()).isEqualTo("third");
            assertThat(service.calls().total()).isZero();

            parameters.deleteParameter(request -> request.name("/app/flag"));

            assertThatThrownBy(read::get).isInstanceOf(ParameterNotFoundException.class);
        }
    }

    @Test
    void listSecrets_isPagedThrough() {
        for (int i = 0; i < 25; i++) {
            service.createSecret("prod/" + i, "value");
        }

        List<SecretListEntry> listed = client.listSecretsPaginator(request -> request.maxResults(10)).stream()
                .flatMap(page -> page.secretList().stream())
                .toList();

        assertThat(listed).hasSize(25);
    }

    @Test
    void batchGetSecretValue_byFilter_isStreamedWhole() {
        String large = "\"\\".repeat(32 * 1024);
        for (int i = 0; i < 20; i++) {
            service.createSecret("prod/" + i, large);
        }

        BatchGetSecretValueResponse response = client.batchGetSecretValue(request -> request.filters(
                Filter.builder().key(FilterNameStringType.NAME).values("prod/").build()));

        assertThat(response.secretValues())
                .hasSize(20)
                .allSatisfy(secret -> assertThat(secret.secretString()).isEqualTo(large));
    }

    @Test
    void failureOfTheService_isTheClientsOwnException() {
        service.createSecret("prod/db", "value");

        assertThatThrownBy(() ->
                        client.createSecret(request -> request.name("prod/db").secretString("other")))
                .isInstanceOfSatisfying(ResourceExistsException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isNotEmpty();
                });
    }
}
