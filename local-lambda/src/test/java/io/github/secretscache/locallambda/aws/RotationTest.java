package io.github.secretscache.locallambda.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.PutSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;

/** How staging labels move, as the service moves them. */
@Timeout(120)
class RotationTest {

    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();
    private final SecretsManagerClient client = SecretsClients.https(endpoint);
    private String v1 = "";

    @BeforeEach
    void create() {
        v1 = client.createSecret(r -> r.name("db").secretString("one")).versionId();
    }

    @AfterEach
    void close() {
        client.close();
        endpoint.close();
    }

    @Test
    void putSecretValue_withoutStages_movesCurrentAndPrevious() {
        PutSecretValueResponse second = put("two");
        PutSecretValueResponse third = put("three");

        assertThat(third.versionStages()).containsExactly("AWSCURRENT");
        assertThat(stages())
                .isEqualTo(
                        Map.of(second.versionId(), List.of("AWSPREVIOUS"), third.versionId(), List.of("AWSCURRENT")));
        assertThat(value("AWSCURRENT")).isEqualTo("three");
        assertThat(value("AWSPREVIOUS")).isEqualTo("two");
        assertThat(client.getSecretValue(r -> r.secretId("db").versionId(v1)).secretString())
                .isEqualTo("one");
    }

    @Test
    void putSecretValue_pending_leavesCurrentAlone() {
        String v2 = put("two", "AWSPENDING").versionId();

        assertThat(stages()).isEqualTo(Map.of(v1, List.of("AWSCURRENT"), v2, List.of("AWSPENDING")));
        assertThat(value("AWSCURRENT")).isEqualTo("one");
        assertThat(value("AWSPENDING")).isEqualTo("two");
    }

    @Test
    void rotationInFourSteps_endsAsTheServiceDoes() {
        String v2 = put("two", "AWSPENDING").versionId();
        client.updateSecretVersionStage(r ->
                r.secretId("db").versionStage("AWSCURRENT").moveToVersionId(v2).removeFromVersionId(v1));

        assertThat(stages()).isEqualTo(Map.of(v1, List.of("AWSPREVIOUS"), v2, List.of("AWSCURRENT", "AWSPENDING")));

        String v3 = put("three").versionId();
        assertThat(stages()).isEqualTo(Map.of(v2, List.of("AWSPREVIOUS"), v3, List.of("AWSCURRENT")));
    }

    @Test
    void updateSecretVersionStage_backToPrevious_swapsTheTwo() {
        String v2 = put("two").versionId();

        client.updateSecretVersionStage(r ->
                r.secretId("db").versionStage("AWSCURRENT").moveToVersionId(v1).removeFromVersionId(v2));

        assertThat(stages()).isEqualTo(Map.of(v1, List.of("AWSCURRENT"), v2, List.of("AWSPREVIOUS")));
    }

    @Test
    void updateSecretVersionStage_withoutTheHolder_namesIt() {
        String v2 = put("two", "AWSPENDING").versionId();

        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("AWSCURRENT").moveToVersionId(v2)))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Staging label AWSCURRENT is currently attached to version " + v1);
    }

    @Test
    void updateSecretVersionStage_removal_worksForAllButCurrent() {
        String v2 = put("two", "BLUE").versionId();
        client.updateSecretVersionStage(
                r -> r.secretId("db").versionStage("BLUE").removeFromVersionId(v2));

        assertThat(stages()).isEqualTo(Map.of(v1, List.of("AWSCURRENT")));
        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("AWSCURRENT").removeFromVersionId(v1)))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> client.updateSecretVersionStage(
                        r -> r.secretId("db").versionStage("BLUE").removeFromVersionId(v1)))
                .isInstanceOf(InvalidParameterException.class);
    }

    @Test
    void putSecretValue_sameToken_isIdempotentForTheSameValueOnly() {
        String token = UUID.randomUUID().toString();
        client.putSecretValue(r -> r.secretId("db").secretString("two").clientRequestToken(token));
        put("three");

        PutSecretValueResponse repeated =
                client.putSecretValue(r -> r.secretId("db").secretString("two").clientRequestToken(token));

        assertThat(repeated.versionId()).isEqualTo(token);
        assertThat(value("AWSCURRENT")).isEqualTo("three");
        assertThatThrownBy(() -> client.putSecretValue(
                        r -> r.secretId("db").secretString("other").clientRequestToken(token)))
                .isInstanceOf(ResourceExistsException.class)
                .hasMessageContaining("You can't use ClientRequestToken " + token);
    }

    @Test
    void getSecretValue_versionAndStageDisagree_refused() {
        put("two");

        assertThatThrownBy(() -> client.getSecretValue(
                        r -> r.secretId("db").versionId(v1).versionStage("AWSCURRENT")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not associated");
        assertThat(client.getSecretValue(r -> r.secretId("db").versionId(v1).versionStage("AWSPREVIOUS"))
                        .secretString())
                .isEqualTo("one");
    }

    @Test
    void javaDoor_rotates() {
        String v2 = endpoint.putSecretValue("db", "two");

        assertThat(stages()).isEqualTo(Map.of(v1, List.of("AWSPREVIOUS"), v2, List.of("AWSCURRENT")));
        assertThatThrownBy(() -> endpoint.putSecretValue("none", "x")).isInstanceOf(IllegalArgumentException.class);
    }

    private PutSecretValueResponse put(String text, String... stages) {
        return client.putSecretValue(
                r -> r.secretId("db").secretString(text).versionStages(stages.length == 0 ? null : List.of(stages)));
    }

    private String value(String stage) {
        return client.getSecretValue(r -> r.secretId("db").versionStage(stage)).secretString();
    }

    private Map<String, List<String>> stages() {
        return client.describeSecret(r -> r.secretId("db")).versionIdsToStages();
    }
}
