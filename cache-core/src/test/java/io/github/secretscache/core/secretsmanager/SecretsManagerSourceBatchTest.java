package io.github.secretscache.core.secretsmanager;

import static io.github.secretscache.core.SecretFetchException.Reason.ACCESS_DENIED;
import static io.github.secretscache.core.SecretFetchException.Reason.INVALID_REQUEST;
import static io.github.secretscache.core.SecretFetchException.Reason.NOT_FOUND;
import static io.github.secretscache.core.SecretFetchException.Reason.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.aws.StubAws;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsManagerSourceBatchTest extends SourceFixture {
    @BeforeEach
    void store() {
        secrets.text("a", "1").text("b", "2").text("c", "3");
    }

    @Test
    void fetchAll_nothing_callsNothing() {
        assertThat(Sources.fetchAll(source, List.of())).isEmpty();

        assertThat(calls()).isEqualTo("0 batches, 0 single");
    }

    @Test
    void fetchAll_one_isReadByItself() {
        assertFetched(Sources.fetchAll(source, ids("a")), "a", "1");

        assertThat(calls()).isEqualTo("0 batches, 1 single");
    }

    @Test
    void fetchAll_two_areReadInOneCallInTheOrderGiven() {
        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("b", "a"));

        assertThat(outcomes.keySet()).containsExactly(SecretId.of("b"), SecretId.of("a"));
        assertFetched(outcomes, "a", "1");
        assertFetched(outcomes, "b", "2");
        assertThat(calls()).isEqualTo("1 batches, 0 single");
        assertThat(aws.calls(StubAws.BATCH).get(0).body()).isEqualTo("{\"SecretIdList\":[\"b\",\"a\"]}");
    }

    @Test
    void fetchAll_binary_isRead() {
        secrets.binary("bin", new byte[] {0, 1, -1});

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("a", "bin"));

        assertThat(Sources.value(outcomes.get(SecretId.of("bin"))).asBytes()).containsExactly(0, 1, -1);
        assertThat(calls()).isEqualTo("1 batches, 0 single");
    }

    @Test
    void fetchAll_fortyFive_areReadInBatchesOfTwenty() {
        List<SecretId> ids =
                IntStream.range(0, 45).mapToObj(i -> SecretId.of("secret" + i)).toList();
        ids.forEach(id -> secrets.text(id.name(), "value of " + id.name()));

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids);

        ids.forEach(id -> assertFetched(outcomes, id.name(), "value of " + id.name()));
        assertThat(aws.calls(StubAws.BATCH))
                .extracting(call -> StubSecrets.idList(call.body()).size())
                .containsExactlyInAnyOrder(20, 20, 5);
        assertThat(calls()).isEqualTo("3 batches, 0 single");
    }

    @Test
    void fetchAll_oneUnknown_spoilsNoOther() {
        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("a", "nope", "b"));

        assertFetched(outcomes, "a", "1");
        assertFetched(outcomes, "b", "2");
        SecretFetchException failure = Sources.failure(outcomes.get(SecretId.of("nope")));
        assertThat(failure.reason()).isEqualTo(NOT_FOUND);
        assertThat(failure.awsErrorCode()).isEqualTo("ResourceNotFoundException");
        assertThat(failure.requestId()).isEqualTo("12345678-1234-1234-1234-123456789012");
        assertThat(failure).hasMessageContaining("secret nope");
        assertThat(calls()).isEqualTo("1 batches, 0 single");
    }

    @Test
    void fetchAll_errorsInTheReply_haveTheReasonsOfTheTable() {
        aws.on(
                StubAws.BATCH,
                StubAws.json(
                        200,
                        "{\"SecretValues\":[],\"Errors\":["
                                + "{\"SecretId\":\"a\",\"ErrorCode\":\"AccessDeniedException\",\"Message\":\"KMS\"},"
                                + "{\"SecretId\":\"b\",\"ErrorCode\":\"ThrottlingException\"}]}"));

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("a", "b"));

        SecretFetchException denied = Sources.failure(outcomes.get(SecretId.of("a")));
        assertThat(denied.reason()).isEqualTo(ACCESS_DENIED);
        assertThat(denied).hasMessageContaining("kms:Decrypt");
        assertThat(Sources.failure(outcomes.get(SecretId.of("b"))).reason()).isEqualTo(THROTTLED);
        assertThat(calls()).isEqualTo("1 batches, 0 single");
    }

    @Test
    void fetchAll_errorCodeThatIsNotInTheTable_isReadByItself() {
        aws.on(
                StubAws.BATCH,
                StubAws.json(
                        200,
                        "{\"Errors\":[{\"SecretId\":\"a\",\"ErrorCode\":\"NewException\"},{\"SecretId\":\"b\"}]}"));

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("a", "b"));

        assertFetched(outcomes, "a", "1");
        assertFetched(outcomes, "b", "2");
        assertThat(calls()).isEqualTo("1 batches, 2 single");
    }

    static Stream<StubAws.Handler> batchFaults() {
        return Stream.of(
                StubAws.error(400, "AccessDeniedException", "not authorized: secretsmanager:BatchGetSecretValue"),
                StubAws.error(400, "ThrottlingException", "Rate exceeded"),
                StubAws.error(400, "InvalidParameterException", "one name is wrong"),
                StubAws.error(400, "UnknownOperationException", ""),
                StubAws.error(500, "InternalServiceError", ""),
                StubAws.json(403, "<html>endpoint policy</html>"),
                StubAws.json(200, "garbage"),
                StubAws.json(200, "{}"),
                StubAws.reset());
    }

    @ParameterizedTest
    @MethodSource("batchFaults")
    void fetchAll_batchFailsAsAWhole_isTriedOnceAndItsMembersAreReadThemselves(StubAws.Handler fault) {
        aws.on(StubAws.BATCH, fault);

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids("a", "nope", "b"));

        assertFetched(outcomes, "a", "1");
        assertFetched(outcomes, "b", "2");
        assertThat(Sources.failure(outcomes.get(SecretId.of("nope"))).reason()).isEqualTo(NOT_FOUND);
        assertThat(calls()).isEqualTo("1 batches, 3 single");
    }

    @Test
    void fetchAll_batchFailsAsAWhole_logsOneLine() {
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AwsGroup.class.getName());
        logger.addHandler(handler);
        try {
            aws.on(StubAws.BATCH, StubAws.error(400, "AccessDeniedException", "hunter2"));
            Sources.fetchAll(source, ids("a", "b"));
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(logged)
                .extracting(record -> new SimpleFormatter().formatMessage(record))
                .containsExactly("BatchGetSecretValue failed for 2 secrets of group default ("
                        + "AccessDeniedException): each is read with GetSecretValue");
        assertThat(logged).allMatch(record -> record.getThrown() == null);
    }

    @Test
    void fetchAll_batchNeverAnswers_membersAreReadThemselves() {
        aws.on(StubAws.BATCH, aws.hang());

        try (SecretsManagerSource hurried =
                Sources.of(aws).requestTimeout(Duration.ofSeconds(3)).build()) {
            assertFetched(Sources.fetchAll(hurried, ids("a", "b")), "b", "2");
        }
        assertThat(calls()).isEqualTo("1 batches, 2 single");
    }

    @Test
    void fetchAll_oneOfTwoBatchesFails_onlyItsMembersAreReadThemselves() {
        List<SecretId> ids =
                IntStream.range(0, 22).mapToObj(i -> SecretId.of("secret" + i)).toList();
        ids.forEach(id -> secrets.text(id.name(), "v"));
        StubAws.Handler denied = StubAws.error(400, "AccessDeniedException", "");
        aws.on(StubAws.BATCH, (call, socket) -> {
            boolean small = StubSecrets.idList(call.body()).size() == 2;
            (small ? denied : secrets.batch()).answer(call, socket);
        });

        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, ids);

        assertThat(outcomes.values()).hasSize(22).allMatch(FetchOutcome.Fetched.class::isInstance);
        assertThat(calls()).isEqualTo("2 batches, 2 single");
    }

    @Test
    void fetchAll_otherStagesAndVersions_areReadByThemselves() {
        List<SecretId> ids = List.of(
                SecretId.of("a"),
                SecretId.of("a").atStage("AWSPREVIOUS"),
                SecretId.of("b"),
                SecretId.of("b").atVersion(StubSecrets.VERSION));

        assertThat(Sources.fetchAll(source, ids).values()).allMatch(FetchOutcome.Fetched.class::isInstance);

        assertThat(calls()).isEqualTo("1 batches, 2 single");
    }

    @Test
    void fetchAll_unknownGroup_spoilsNoOther() {
        SecretId lost = SecretId.of("a").inGroup("nowhere");

        Map<SecretId, FetchOutcome> outcomes =
                Sources.fetchAll(source, List.of(SecretId.of("a"), lost, SecretId.of("b")));

        assertFetched(outcomes, "b", "2");
        assertThat(Sources.failure(outcomes.get(lost)).reason()).isEqualTo(INVALID_REQUEST);
    }

    @Test
    void fetchAll_twoGroups_areReadApart() {
        StubSecrets otherSecrets = new StubSecrets().text("a", "other 1").text("b", "other 2");
        try (StubAws other = new StubAws().on(StubAws.BATCH, otherSecrets.batch());
                SecretsManagerSource both = Sources.of(aws)
                        .group(SecretGroup.named("us").withRegion("us-east-2").withEndpoint(other.uri()))
                        .build()) {
            List<SecretId> ids = Stream.of("a", "b")
                    .flatMap(name ->
                            Stream.of(SecretId.of(name), SecretId.of(name).inGroup("us")))
                    .toList();

            Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(both, ids);

            assertFetched(outcomes, "a", "1");
            assertThat(Sources.value(outcomes.get(SecretId.of("a").inGroup("us")))
                            .asString())
                    .isEqualTo("other 1");
            assertThat(aws.calls(StubAws.BATCH)).hasSize(1);
            assertThat(other.calls(StubAws.BATCH)).hasSize(1);
        }
    }

    private String calls() {
        return aws.calls(StubAws.BATCH).size() + " batches, "
                + aws.calls(StubAws.GET).size() + " single";
    }

    private static List<SecretId> ids(String... names) {
        return Stream.of(names).map(SecretId::of).toList();
    }

    private static void assertFetched(Map<SecretId, FetchOutcome> outcomes, String name, String value) {
        assertThat(Sources.value(outcomes.get(SecretId.of(name))).asString()).isEqualTo(value);
    }
}
