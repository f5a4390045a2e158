package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.CreateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * What the AWS SDK sees of Secrets Manager. The same tests run against our endpoint and against moto, an emulator that
 * others wrote, so that ours cannot be wrong in a way that only our own tests agree with.
 *
 * <p>Left out, because moto 5.2.5 does otherwise than the service: it takes values over 64 KiB, and it answers some
 * errors with HTTP 404 where the service has 400 for all. {@link SecretsManagerEndpointTest} and {@link FaultTest} hold
 * our endpoint to the service's way.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SecretsManagerContract {
    private SecretsManagerClient client;

    abstract SecretsManagerClient client();

    @BeforeAll
    void connect() {
        client = client();
    }

    @AfterAll
    void disconnect() {
        // There is none where the server is missing.
        if (client != null) {
            client.close();
        }
    }

    private static String newName() {
        return "contract/" + UUID.randomUUID();
    }

    private String text(String id, String stage) {
        return client.getSecretValue(r -> r.secretId(id).versionStage(stage)).secretString();
    }

    @Test
    void getSecretValue_newSecret_isItsCurrentVersion() {
        String name = newName();
        CreateSecretResponse created =
                client.createSecret(r -> r.name(name).secretString("{\"username\":\"anika\",\"password\":\"ü*!\"}"));

        GetSecretValueResponse read = client.getSecretValue(r -> r.secretId(name));

        assertThat(read.secretString()).isEqualTo("{\"username\":\"anika\",\"password\":\"ü*!\"}");
        assertThat(read.secretBinary()).isNull();
        assertThat(read.name()).isEqualTo(name);
        assertThat(read.arn())
                .isEqualTo(created.arn())
                .matches("arn:aws:secretsmanager:us-east-1:\\d{12}:secret:" + name + "-[A-Za-z0-9]{6}");
        assertThat(read.versionId()).isEqualTo(created.versionId());
        assertThat(read.versionStages()).containsExactly("AWSCURRENT");
        assertThat(read.createdDate()).isNotNull();
    }

    @Test
    void tags_areFoundByFilters() {
        String tagged = newName();
        String other = newName();
        String value = UUID.randomUUID().toString();
        client.createSecret(r -> r.name(tagged)
                .secretString("a")
                .tags(Tag.builder().key("app").value(value).build()));
        client.createSecret(r -> r.name(other).secretString("b"));

        assertThat(named(value)).containsExactly(tagged);

        client.tagResource(r ->
                r.secretId(other).tags(Tag.builder().key("app").value(value).build()));
        assertThat(named(value)).containsExactlyInAnyOrder(tagged, other);
        client.untagResource(r -> r.secretId(tagged).tagKeys("app"));
        assertThat(named(value)).containsExactly(other);
    }

    /** As whoever finds secrets by tags relies on: filters are a sieve, and the reply has the tags that decide. */
    @Test
    void listSecrets_byTags_comparesBeginnings_andTellsTheTags() {
        String value = UUID.randomUUID().toString();
        String exact = newName();
        String longer = newName();
        String deleted = newName();
        for (String name : List.of(exact, longer, deleted)) {
            client.createSecret(r -> r.name(name)
                    .secretString("a")
                    .tags(
                            Tag.builder()
                                    .key("app")
                                    .value(name.equals(longer) ? value + "-test" : value)
                                    .build(),
                            Tag.builder().key("team").value("blue").build()));
        }
        client.deleteSecret(r -> r.secretId(deleted).recoveryWindowInDays(7L));

        List<SecretListEntry> found = client.listSecrets(r -> r.maxResults(100)
                        .filters(
                                Filter.builder()
                                        .key(FilterNameStringType.TAG_VALUE)
                                        .values(value)
                                        .build(),
                                Filter.builder()
                                        .key(FilterNameStringType.TAG_KEY)
                                        .values("ap")
                                        .build()))
                .secretList();

        assertThat(found).extracting(SecretListEntry::name).containsExactlyInAnyOrder(exact, longer);
        assertThat(found)
                .filteredOn(secret -> secret.tags()
                        .contains(Tag.builder().key("app").value(value).build()))
                .singleElement()
                .satisfies(secret -> assertThat(secret.arn()).contains(exact));
    }

    private List<String> named(String value) {
        return client
                .batchGetSecretValue(r -> r.filters(
                        Filter.builder()
                                .key(FilterNameStringType.TAG_KEY)
                                .values("app")
                                .build(),
                        Filter.builder()
                                .key(FilterNameStringType.TAG_VALUE)
                                .values(value)
                                .build()))
                .secretValues()
                .stream()
                .map(SecretValueEntry::name)
                .toList();
    }

    @Test
    void getSecretValue_byArnWholeAndPartial_isTheSameSecret() {
        String name = newName();
        String arn = client.createSecret(r -> r.name(name).secretString("x")).arn();

        assertThat(text(arn, "AWSCURRENT")).isEqualTo("x");
        assertThat(text(arn.substring(0, arn.length() - 7), "AWSCURRENT")).isEqualTo("x");
    }

    @Test
    void getSecretValue_binary_hasTheSameBytes() {
        String name = newName();
        byte[] bytes = {0, 1, -1, 127, -128};
        client.createSecret(r -> r.name(name).secretBinary(SdkBytes.fromByteArray(bytes)));

        GetSecretValueResponse read = client.getSecretValue(r -> r.secretId(name));

        assertThat(read.secretBinary().asByteArray()).isEqualTo(bytes);
        assertThat(read.secretString()).isNull();
    }

    @Test
    void putSecretValue_movesCurrentAndPrevious() {
        String name = newName();
        String v1 = client.createSecret(r -> r.name(name).secretString("one")).versionId();
        String v2 =
                client.putSecretValue(r -> r.secretId(name).secretString("two")).versionId();

        assertThat(text(name, "AWSCURRENT")).isEqualTo("two");
        assertThat(text(name, "AWSPREVIOUS")).isEqualTo("one");
        GetSecretValueResponse first =
                client.getSecretValue(r -> r.secretId(name).versionId(v1));
        assertThat(first.secretString()).isEqualTo("one");
        assertThat(first.versionStages()).containsExactly("AWSPREVIOUS");
        assertThat(client.getSecretValue(r -> r.secretId(name).versionId(v2)).versionStages())
                .containsExactly("AWSCURRENT");
    }

    @Test
    void rotation_pendingBecomesCurrent() {
        String name = newName();
        String v1 = client.createSecret(r -> r.name(name).secretString("one")).versionId();
        String v2 = client.putSecretValue(
                        r -> r.secretId(name).secretString("two").versionStages("AWSPENDING"))
                .versionId();
        assertThat(text(name, "AWSCURRENT")).isEqualTo("one");
        assertThat(text(name, "AWSPENDING")).isEqualTo("two");

        client.updateSecretVersionStage(r ->
                r.secretId(name).versionStage("AWSCURRENT").moveToVersionId(v2).removeFromVersionId(v1));

        assertThat(text(name, "AWSCURRENT")).isEqualTo("two");
        assertThat(text(name, "AWSPREVIOUS")).isEqualTo("one");
    }

    @Test
    void updateSecretVersionStage_backToPrevious_swapsTheTwo() {
        String name = newName();
        String v1 = client.createSecret(r -> r.name(name).secretString("one")).versionId();
        String v2 =
                client.putSecretValue(r -> r.secretId(name).secretString("two")).versionId();

        client.updateSecretVersionStage(r ->
                r.secretId(name).versionStage("AWSCURRENT").moveToVersionId(v1).removeFromVersionId(v2));

        assertThat(client.describeSecret(r -> r.secretId(name)).versionIdsToStages())
                .isEqualTo(Map.of(v1, List.of("AWSCURRENT"), v2, List.of("AWSPREVIOUS")));
    }

    @Test
    void updateSecretVersionStage_withoutTheHolder_isRefused() {
        String name = newName();
        client.createSecret(r -> r.name(name).secretString("one"));
        String v2 = client.putSecretValue(
                        r -> r.secretId(name).secretString("two").versionStages("AWSPENDING"))
                .versionId();

        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId(name).versionStage("AWSCURRENT").moveToVersionId(v2)))
                .isInstanceOf(InvalidParameterException.class);
        assertThat(text(name, "AWSCURRENT")).isEqualTo("one");
    }

    @Test
    void getSecretValue_versionAndStageDisagree_isRefused() {
        String name = newName();
        String v1 = client.createSecret(r -> r.name(name).secretString("one")).versionId();
        client.putSecretValue(r -> r.secretId(name).secretString("two"));

        assertThatThrownBy(() -> client.getSecretValue(
                        r -> r.secretId(name).versionId(v1).versionStage("AWSCURRENT")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not associated");
        assertThat(client.getSecretValue(r -> r.secretId(name).versionId(v1).versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("one");
    }

    @Test
    void putSecretValue_sameTokenAgain_isTheSameVersion() {
        String name = newName();
        String token = UUID.randomUUID().toString();
        client.createSecret(r -> r.name(name).secretString("one"));
        client.putSecretValue(r -> r.secretId(name).secretString("two").clientRequestToken(token));

        assertThat(client.putSecretValue(
                                r -> r.secretId(name).secretString("two").clientRequestToken(token))
                        .versionId())
                .isEqualTo(token);
        assertThatThrownBy(() -> client.putSecretValue(
                        r -> r.secretId(name).secretString("three").clientRequestToken(token)))
                .isInstanceOf(ResourceExistsException.class);
        assertThat(text(name, "AWSCURRENT")).isEqualTo("two");
    }

    @Test
    void createSecret_withoutValue_isNotFoundUntilItHasOne() {
        String name = newName();
        client.createSecret(r -> r.name(name));
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(name)))
                .isInstanceOf(ResourceNotFoundException.class);

        client.putSecretValue(r -> r.secretId(name).secretString("x"));
        assertThat(text(name, "AWSCURRENT")).isEqualTo("x");
    }

    @Test
    void createSecret_64KiB_isRead() {
        String name = newName();
        client.createSecret(r -> r.name(name).secretString("x".repeat(65_536)));

        assertThat(text(name, "AWSCURRENT")).hasSize(65_536);
    }

    @Test
    void getSecretValue_nothingThere_isNotFound() {
        String name = newName();
        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(name)))
                .isInstanceOf(ResourceNotFoundException.class);

        client.createSecret(r -> r.name(name).secretString("x"));
        assertThatThrownBy(() -> text(name, "NO_SUCH_STAGE")).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(() -> client.getSecretValue(
                        r -> r.secretId(name).versionId(UUID.randomUUID().toString())))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void createSecret_nameInUse_isRefused() {
        String name = newName();
        client.createSecret(r -> r.name(name).secretString("x"));

        assertThatThrownBy(() -> client.createSecret(r -> r.name(name).secretString("y")))
                .isInstanceOf(ResourceExistsException.class);
    }

    @Test
    void deleteSecret_scheduled_cannotBeReadUntilRestored() {
        String name = newName();
        client.createSecret(r -> r.name(name).secretString("x"));
        client.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));

        assertThatThrownBy(() -> client.getSecretValue(r -> r.secretId(name)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("delet");

        client.restoreSecret(r -> r.secretId(name));
        assertThat(text(name, "AWSCURRENT")).isEqualTo("x");
    }

    @Test
    void createSecret_afterDeletion_hasAnotherArn() {
        String name = newName();
        String before = client.createSecret(r -> r.name(name).secretString("x")).arn();
        client.deleteSecret(r -> r.secretId(name).forceDeleteWithoutRecovery(true));
        String after = client.createSecret(r -> r.name(name).secretString("y")).arn();

        assertThat(after).isNotEqualTo(before);
        assertThat(text(name, "AWSCURRENT")).isEqualTo("y");
        assertThatThrownBy(() -> text(before, "AWSCURRENT")).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void batchGetSecretValue_answersEachOnItsOwn() {
        String good = newName();
        String other = newName();
        String missing = newName();
        client.createSecret(r -> r.name(good).secretString("1"));
        client.createSecret(r -> r.name(other).secretString("2"));

        BatchGetSecretValueResponse reply =
                client.batchGetSecretValue(r -> r.secretIdList(List.of(good, missing, other)));

        assertThat(reply.secretValues())
                .extracting(entry -> entry.name() + "=" + entry.secretString())
                .containsExactlyInAnyOrder(good + "=1", other + "=2");
        assertThat(reply.errors()).singleElement().satisfies(error -> {
            assertThat(error.secretId()).isEqualTo(missing);
            assertThat(error.errorCode()).isEqualTo("ResourceNotFoundException");
        });
    }
}
