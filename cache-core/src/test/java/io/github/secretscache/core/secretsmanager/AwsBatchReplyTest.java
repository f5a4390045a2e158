package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** Which value of a batch reply belongs to which id. */
class AwsBatchReplyTest {
    private static final String MINE = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:";
    private static final String THEIRS = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:";

    @Test
    void outcomes_name_matchesTheName() {
        assertThat(outcomes(List.of(entry(MINE, "db")), "db")).containsEntry("db", MINE + "db-AbCd12");
    }

    @Test
    void outcomes_fullArn_matchesTheArn() {
        assertThat(outcomes(List.of(entry(MINE, "db")), MINE + "db-AbCd12"))
                .containsEntry(MINE + "db-AbCd12", MINE + "db-AbCd12");
    }

    @Test
    void outcomes_partialArn_matchesTheArnWithAnEnding() {
        assertThat(outcomes(List.of(entry(MINE, "db")), MINE + "db")).containsEntry(MINE + "db", MINE + "db-AbCd12");
    }

    @Test
    void outcomes_partialArnOfALongerName_isNotMatchedByTheShorterOne() {
        // db-second has the ending of an ARN: hyphen and six letters
        List<SecretValueEntry> reply = List.of(entry(MINE, "db-second"), entry(MINE, "db"));

        assertThat(outcomes(reply, MINE + "db", MINE + "db-second"))
                .containsEntry(MINE + "db", MINE + "db-AbCd12")
                .containsEntry(MINE + "db-second", MINE + "db-second-AbCd12");
    }

    @Test
    void outcomes_otherArnOfThatName_isNotMatched() {
        assertThat(outcomes(List.of(entry(THEIRS, "db")), MINE + "db", MINE + "db-AbCd12"))
                .isEmpty();
    }

    @Test
    void outcomes_nameAndForeignArnOfThatName_areKeptApart() {
        assertThat(outcomes(List.of(entry(THEIRS, "db"), entry(MINE, "db")), "db", THEIRS + "db-AbCd12"))
                .containsEntry("db", MINE + "db-AbCd12")
                .containsEntry(THEIRS + "db-AbCd12", THEIRS + "db-AbCd12");
    }

    @Test
    void outcomes_nameAndForeignArnOfThatNameButOneValue_nameIsNotAnswered() {
        assertThat(outcomes(List.of(entry(THEIRS, "db")), "db", THEIRS + "db")).containsOnlyKeys(THEIRS + "db");
    }

    @Test
    void outcomes_twoValuesOfOneName_isNotAnswered() {
        assertThat(outcomes(List.of(entry(THEIRS, "db"), entry(MINE, "db")), "db"))
                .isEmpty();
    }

    @Test
    void outcomes_valueAndErrorForOneId_isNotAnswered() {
        BatchGetSecretValueResponse reply = BatchGetSecretValueResponse.builder()
                .secretValues(entry(MINE, "db"))
                .errors(error("db"))
                .build();

        assertThat(new AwsBatchReply(reply, null).outcomes(List.of(SecretId.of("db"))))
                .isEmpty();
    }

    @Test
    void outcomes_errorForAnArnOfAName_isNotTheNames() {
        BatchGetSecretValueResponse reply = BatchGetSecretValueResponse.builder()
                .errors(error(MINE + "db-AbCd12"))
                .build();

        assertThat(new AwsBatchReply(reply, null).outcomes(List.of(SecretId.of("db"))))
                .isEmpty();
    }

    @Test
    void outcomes_entryWithoutAName_isNoAnswer() {
        SecretValueEntry broken = entry(MINE, "db").toBuilder().name(null).build();

        assertThat(outcomes(List.of(broken), "db", MINE + "db-AbCd12")).isEmpty();
    }

    @Test
    void outcomes_valueNobodyAskedFor_isIgnored() {
        assertThat(outcomes(List.of(entry(MINE, "other"), entry(MINE, "db")), "db"))
                .containsOnlyKeys("db");
    }

    /** The ARN of the value for each name that the reply answers. */
    private static Map<String, String> outcomes(List<SecretValueEntry> entries, String... names) {
        BatchGetSecretValueResponse reply =
                BatchGetSecretValueResponse.builder().secretValues(entries).build();
        Map<String, String> arns = new HashMap<>();
        new AwsBatchReply(reply, null)
                .outcomes(Stream.of(names).map(SecretId::of).toList())
                .forEach((id, outcome) ->
                        arns.put(id.name(), Sources.value(outcome).arn()));
        return arns;
    }

    private static SecretValueEntry entry(String arnPrefix, String name) {
        return SecretValueEntry.builder()
                .arn(arnPrefix + name + "-AbCd12")
                .name(name)
                .versionId(StubSecrets.VERSION)
                .versionStages("AWSCURRENT")
                .secretString("x")
                .build();
    }

    private static APIErrorType error(String id) {
        return APIErrorType.builder()
                .secretId(id)
                .errorCode("ResourceNotFoundException")
                .build();
    }
}
