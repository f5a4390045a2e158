package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

@Timeout(120)
class SecretsManagerEndpointTest {

    private static final String VALUE = "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T10:15:30.250Z"));
    private final SecretsManagerEndpoint endpoint =
            SecretsManagerEndpoint.builder().clock(now::get).start();
    private final SecretsManagerClient client = SecretsClients.https(endpoint);
    private String arn = "";

    @BeforeEach
    void create() {
        arn = endpoint.createSecret("secret_now", VALUE);
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void getSecretValue_byName_answersEveryField() {
        GetSecretValueResponse reply = client.getSecretValue(r -> r.secretId("secret_now"));

        assertThat(reply.arn()).isEqualTo(arn);
        assertThat(reply.name()).isEqualTo("secret_now");
        assertThat(reply.secretString()).isEqualTo(VALUE);
        assertThat(reply.secretBinary()).isNull();
        assertThat(UUID.fromString(reply.versionId())).hasToString(reply.versionId());
        assertThat(reply.versionStages()).containsExactly("AWSCURRENT");
        assertThat(reply.createdDate()).isEqualTo(now.get());
        assertThat(reply.responseMetadata().requestId()).isNotBlank();
    }

    @Test
    void getSecretValue_overPlainHttp_isTheSame() {
        try (SecretsManagerClient plain = SecretsClients.http(endpoint)) {
            assertThat(plain.getSecretValue(r -> r.secretId("secret_now")).secretString())
                    .isEqualTo(VALUE);
        }
    }

    @Test
    void getSecretValue_byFullAndPartialArn_isTheSame() {
        assertThat(arn).matches("arn:aws:secretsmanager:us-east-1:123456789012:secret:secret_now-[A-Za-z0-9]{6}");
        String partial = arn.substring(0, arn.length() - 7);

        assertThat(client.getSecretValue(r -> r.secretId(arn)).secretString()).isEqualTo(VALUE);
        assertThat(client.getSecretValue(r -> r.secretId(partial)).arn()).isEqualTo(arn);
    }

    @Test
    void getSecretValue_arnOfAnotherRegion_notFound() {
        String elsewhere = arn.replace("us-east-1", "eu-west-1");

        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(elsewhere)))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void getSecretValue_unknownName_saysItAsTheServiceDoes() {
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("none")))
                .isInstanceOfSatisfying(ResourceNotFoundException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isNotBlank();
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Secrets Manager can't find the specified secret.");
                });
    }

    @Test
    void getSecretValue_unknownStageOrVersion_namesIt() {
        String unknown = UUID.randomUUID().toString();

        assertThatThrownBy(() ->
                        client.getSecretValue(r -> r.secretId("secret_now").versionStage("AWSPREVIOUS")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("for staging label: AWSPREVIOUS");
        assertThatThrownBy(() ->
                        client.getSecretValue(r -> r.secretId("secret_now").versionId(unknown)))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("for VersionId: " + unknown);
    }

    @Test
    void getSecretValue_binary_survivesEveryByte() {
        byte[] bytes = new byte[256];
        IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
        endpoint.createSecret("blob", bytes);

        GetSecretValueResponse reply = client.getSecretValue(r -> r.secretId("blob"));

        assertThat(reply.secretBinary().asByteArray()).isEqualTo(bytes);
        assertThat(reply.secretString()).isNull();
    }

    @Test
    void createSecret_64KiB_isTheLimit() {
        String largest = "é".repeat(32 * 1024);
        client.createSecret(r -> r.name("largest").secretString(largest));

        assertThat(client.getSecretValue(r -> r.secretId("largest")).secretString())
                .isEqualTo(largest);
        assertThatThrownBy(() -> client.createSecret(r -> r.name("larger").secretString(largest + "x")))
                .isInstanceOfSatisfying(AwsServiceException.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
                    assertThat(e.getMessage()).doesNotContain("éé");
                });
    }

    @Test
    void createSecret_sameTokenAndValue_isIdempotent() {
        String token = UUID.randomUUID().toString();
        String first = client.createSecret(
                        r -> r.name("twice").secretString("one").clientRequestToken(token))
                .arn();
        String second = client.createSecret(
                        r -> r.name("twice").secretString("one").clientRequestToken(token))
                .arn();

        assertThat(second).isEqualTo(first);
        assertThatThrownBy(() -> client.createSecret(
                        r -> r.name("twice").secretString("other").clientRequestToken(token)))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("The operation failed because the secret twice already exists.");
    }

    @Test
    void createSecret_withoutValue_hasNoVersionYet() {
        assertThat(client.createSecret(r -> r.name("empty")).versionId()).isNull();
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("empty")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("for staging label: AWSCURRENT");

        assertThat(client.putSecretValue(
                                r -> r.secretId("empty").secretString("first").versionStages("AWSPENDING"))
                        .versionStages())
                .containsExactly("AWSCURRENT", "AWSPENDING");
    }

    @Test
    void createSecret_badNameOrTwoValues_refused() {
        assertThatThrownBy(() -> client.createSecret(r -> r.name("no spaces").secretString("x")))
                .hasMessageContaining("Invalid name.");
        assertThatThrownBy(() -> client.createSecret(
                        r -> r.name("both").secretString("x").secretBinary(SdkBytes.fromUtf8String("x"))))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void deleteSecret_withWindow_refusesReadsUntilRestored() {
        Instant gone = client.deleteSecret(r -> r.secretId("secret_now").recoveryWindowInDays(7L))
                .deletionDate();

        assertThat(gone).isEqualTo(now.get().plus(Duration.ofDays(7)));
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId("secret_now")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("marked for deletion");
        assertThatThrownBy(() -> client.createSecret(r -> r.name("secret_now").secretString("x")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("already scheduled for deletion");

        client.restoreSecret(r -> r.secretId("secret_now"));
        assertThat(client.getSecretValue(r -> r.secretId("secret_now")).secretString())
                .isEqualTo(VALUE);
    }

    @Test
    void deleteSecret_windowOver_secretIsGone() {
        client.deleteSecret(r -> r.secretId("secret_now"));
        now.updateAndGet(t -> t.plus(Duration.ofDays(30)));

        assertThatThrownBy(() -> client.restoreSecret(r -> r.secretId("secret_now")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void deleteSecret_badWindow_refused() {
        assertThatThrownBy(
                        () -> client.deleteSecret(r -> r.secretId("secret_now").recoveryWindowInDays(6L)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.deleteSecret(
                        r -> r.secretId("secret_now").recoveryWindowInDays(7L).forceDeleteWithoutRecovery(true)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void deleteSecret_forcedAndCreatedAgain_hasAnotherArn() {
        client.deleteSecret(r -> r.secretId("secret_now").forceDeleteWithoutRecovery(true));
        String again = endpoint.createSecret("secret_now", "new");

        assertThat(again).isNotEqualTo(arn);
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(arn)))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThat(client.getSecretValue(r -> r.secretId("secret_now")).arn()).isEqualTo(again);
    }

    @Test
    void batchGetSecretValue_mixed_answersValuesAndErrors() {
        endpoint.createSecret("other", "text");

        BatchGetSecretValueResponse reply = client.batchGetSecretValue(r -> r.secretIdList("other", "none", arn));

        assertThat(reply.secretValues())
                .extracting(SecretValueEntry::secretString)
                .containsExactly("text", VALUE);
        assertThat(reply.errors()).singleElement().satisfies(error -> {
            assertThat(error.secretId()).isEqualTo("none");
            assertThat(error.errorCode()).isEqualTo("ResourceNotFoundException");
            assertThat(error.message()).isEqualTo("Secrets Manager can't find the specified secret.");
        });
        assertThat(endpoint.calls().of("BatchGetSecretValue")).isEqualTo(1);
        assertThat(endpoint.calls().of("BatchGetSecretValue", "secret_now")).isEqualTo(1);
        assertThat(endpoint.calls().reads("none")).isEqualTo(1);
    }

    @Test
    void batchGetSecretValue_21Ids_refused() {
        List<String> ids = IntStream.range(0, 21).mapToObj(i -> "s" + i).toList();

        assertThatThrownBy(() -> client.batchGetSecretValue(r -> r.secretIdList(ids)))
                .hasMessageContaining("length less than or equal to 20");
        assertThat(client.batchGetSecretValue(r -> r.secretIdList(ids.subList(0, 20)))
                        .errors())
                .extracting(APIErrorType::secretId)
                .hasSize(20);
    }

    @Test
    void describeAndList_neverHoldValues() {
        client.createSecret(r -> r.name("described").description("what it is").secretString("x"));

        DescribeSecretResponse described = client.describeSecret(r -> r.secretId("described"));
        assertThat(described.description()).isEqualTo("what it is");
        assertThat(described.versionIdsToStages().values()).containsExactly(List.of("AWSCURRENT"));
        assertThat(client.listSecrets().secretList())
                .extracting(SecretListEntry::name)
                .containsExactly("described", "secret_now");
    }

    @Test
    void calls_countsByOperationAndSecret() {
        client.getSecretValue(r -> r.secretId("secret_now"));
        client.getSecretValue(r -> r.secretId(arn));
        client.describeSecret(r -> r.secretId("secret_now"));

        assertThat(endpoint.calls().total()).isEqualTo(3);
        assertThat(endpoint.calls().of("GetSecretValue")).isEqualTo(2);
        assertThat(endpoint.calls().reads("secret_now")).isEqualTo(2);
        assertThat(endpoint.calls()).asString().doesNotContain("aDM4N3");

        endpoint.resetCalls();
        assertThat(endpoint.calls().total()).isZero();
    }

    @Test
    void https_withoutOurTrustStore_isNotTrusted() {
        try (SecretsManagerClient stranger = SecretsManagerClient.builder()
                .endpointOverride(endpoint.httpsUri())
                .region(Region.US_EAST_1)
                .credentialsProvider(SecretsClients.CREDENTIALS)
                .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
            assertThatThrownBy(() -> stranger.getSecretValue(r -> r.secretId("secret_now")))
                    .isInstanceOf(SdkClientException.class)
                    .hasStackTraceContaining("unable to find valid certification path");
        }
    }

    @Test
    void close_deletesItsFilesAndFreesItsPort() {
        SecretsManagerEndpoint other = SecretsManagerEndpoint.start();
        Path trustStore = other.trustStore();
        int port = other.httpsUri().getPort();
        assertThat(trustStore).exists();

        other.close();

        assertThat(trustStore.getParent()).doesNotExist();
        SecretsManagerEndpoint.builder().httpsPort(port).start().close();
    }

    @Test
    void start_busyPort_saysWhichOne() {
        int port = endpoint.httpsUri().getPort();

        assertThatThrownBy(
                        () -> SecretsManagerEndpoint.builder().httpsPort(port).start())
                .hasMessageContaining("Port " + port + " for the Secrets Manager endpoint cannot be opened");
    }

    private static Filter byName(String value) {
        return Filter.builder().key("name").values(value).build();
    }

    @Test
    void listSecrets_filteredAndPageByPage() {
        for (int i = 0; i < 5; i++) {
            endpoint.createSecret("page/" + i, "x");
        }
        endpoint.createSecret("other", "x");

        ListSecretsResponse first = client.listSecrets(r -> r.maxResults(3).filters(byName("page/")));
        ListSecretsResponse second = client.listSecrets(
                r -> r.maxResults(3).nextToken(first.nextToken()).filters(byName("page/")));

        assertThat(first.secretList()).extracting(SecretListEntry::name).containsExactly("page/0", "page/1", "page/2");
        assertThat(second.secretList()).extracting(SecretListEntry::name).containsExactly("page/3", "page/4");
        assertThat(second.nextToken()).isNull();
        assertThat(client.listSecrets(r -> r.filters(byName("!page/"))).secretList())
                .extracting(SecretListEntry::name)
                .contains("other")
                .noneMatch(name -> name.startsWith("page/"));
    }

    @Test
    void batchGetSecretValue_filtered_isAPageOfValues() {
        endpoint.createSecret("page/a", "A");
        endpoint.createSecret("page/b", "B");
        endpoint.createSecret("other", "x");

        BatchGetSecretValueResponse page =
                client.batchGetSecretValue(r -> r.maxResults(1).filters(byName("page/")));

        assertThat(page.secretValues())
                .extracting(SecretValueEntry::secretString)
                .containsExactly("A");
        assertThat(page.nextToken()).isNotNull();
        assertThatThrownBy(() ->
                        client.batchGetSecretValue(r -> r.secretIdList("other").filters(byName("page/"))))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void updateSecret_changesDescriptionAndValue() {
        endpoint.createSecret("db", "one");

        String version = client.updateSecret(
                        r -> r.secretId("db").description("of the app").secretString("two"))
                .versionId();

        assertThat(client.getSecretValue(r -> r.secretId("db")).versionId()).isEqualTo(version);
        assertThat(client.describeSecret(r -> r.secretId("db")).description()).isEqualTo("of the app");
        assertThat(client.updateSecret(r -> r.secretId("db").description("other"))
                        .versionId())
                .isNull();
    }
}
