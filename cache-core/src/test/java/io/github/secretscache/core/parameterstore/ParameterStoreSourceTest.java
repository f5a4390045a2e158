package io.github.secretscache.core.parameterstore;

import static io.github.secretscache.core.parameterstore.StubParameters.GET;
import static io.github.secretscache.core.parameterstore.StubParameters.GET_PATH;
import static io.github.secretscache.core.parameterstore.StubParameters.GET_TEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.aws.StubAws;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The real SDK over real sockets. */
@Timeout(120)
class ParameterStoreSourceTest {
    private static final SecretId DB = SecretId.parameter("/app/db");

    private final StubParameters parameters =
            new StubParameters().put("/app/db", "hunter2").put("/app/key", "k");
    private final StubAws aws = new StubAws();
    private final ParameterStoreSource source = ParameterStoreSource.beside(SecretsManagerSource.builder()
            .requestTimeout(Duration.ofSeconds(40))
            .connectTimeout(Duration.ofSeconds(10))
            .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                    .withRegion("eu-west-1")
                    .withEndpoint(aws.uri()))
            .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "test-key")))
            .build());

    @BeforeEach
    void answer() {
        parameters.on(aws);
    }

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }

    @Test
    void fetch_newest_isReadDecryptedInASignedCallOfSystemsManager() {
        SecretValue value = source.fetch(DB);

        assertThat(value.asString()).isEqualTo("hunter2");
        assertThat(value.name()).isEqualTo("/app/db");
        assertThat(value.arn()).isEqualTo(StubParameters.ARN_PREFIX + "/app/db");
        assertThat(value.versionId()).isEqualTo("3");
        assertThat(value.versionStages()).isEmpty();
        assertThat(value.createdDate()).isEqualTo(Instant.parse("2023-11-14T22:13:20.046Z"));
        assertThat(value.parameter()).isEqualTo(new SecretValue.Parameter("SecureString", "text"));
        StubAws.Call call = aws.calls(GET).get(0);
        assertThat(call.body()).isEqualTo("{\"Name\":\"/app/db\",\"WithDecryption\":true}");
        assertThat(call.headers())
                .containsEntry("x-amz-target", "AmazonSSM.GetParameter")
                .containsEntry("content-type", "application/x-amz-json-1.1")
                .hasEntrySatisfying(
                        "authorization",
                        header -> assertThat(header)
                                .contains("/eu-west-1/ssm/aws4_request", "x-amz-target", "Credential=AKIDTEST/"));
    }

    @Test
    void fetch_versionLabelArnAndNotDecrypted_areAskedForSo() {
        assertThat(source.fetch(DB.atVersion("2")).versionId()).isEqualTo("2");
        assertThat(source.fetch(DB.atStage("live")).asString()).isEqualTo("hunter2");
        assertThat(source.fetch(SecretId.parameter(StubParameters.ARN_PREFIX + "/app/db"))
                        .name())
                .isEqualTo("/app/db");
        assertThat(source.fetch(DB.decrypted(false)).asString()).isEqualTo("AQICAH=");

        assertThat(aws.calls(GET))
                .extracting(StubAws.Call::body)
                .containsExactly(
                        "{\"Name\":\"/app/db:2\",\"WithDecryption\":true}",
                        "{\"Name\":\"/app/db:live\",\"WithDecryption\":true}",
                        "{\"Name\":\"" + StubParameters.ARN_PREFIX + "/app/db\",\"WithDecryption\":true}",
                        "{\"Name\":\"/app/db\",\"WithDecryption\":false}");
    }

    @Test
    void fetch_quotesInAName_areEscaped() {
        assertThat(failure(SecretId.parameter("/a\"b\\c")).reason()).isEqualTo(Reason.NOT_FOUND);

        assertThat(aws.calls(GET).get(0).body()).isEqualTo("{\"Name\":\"/a\\\"b\\\\c\",\"WithDecryption\":true}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | ParameterNotFound | | NOT_FOUND | Parameter Store knows no such parameter (ParameterNotFound)
            400 | ParameterVersionNotFound | | NOT_FOUND | no such version or label of the parameter
            400 | InvalidKeyId | | DECRYPTION_FAILED | the KMS key of the secret cannot decrypt it
            400 | AccessDeniedException | User: x is not authorized to perform: ssm:GetParameter on resource: y because no identity-based policy allows it | ACCESS_DENIED | allow the IAM action ssm:GetParameter on the parameter
            400 | AccessDeniedException | User: x is not authorized to perform: kms:Decrypt on resource: y | ACCESS_DENIED | allow the IAM action kms:Decrypt
            400 | ThrottlingException | Rate exceeded | THROTTLED | the service is throttling requests
            500 | InternalServerError | | SERVICE_FAILED | the service failed
            400 | ExpiredTokenException | | CREDENTIALS_UNAVAILABLE | they have expired
            400 | ValidationException | | INVALID_REQUEST | the service refused the request
            """)
    void fetch_errors_haveTheirRow(int status, String code, String text, Reason reason, String message) {
        aws.on(GET, StubAws.error(status, code, text == null ? "" : text));

        SecretFetchException failure = failure(DB);

        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure)
                .hasMessageStartingWith("cannot read parameter /app/db: ")
                .hasMessageContaining(message);
        assertThat(failure.awsErrorCode()).isEqualTo(code);
    }

    @Test
    void fetch_throttledOnce_isAttemptedAgainByTheSdk() {
        aws.on(GET, StubAws.inTurn(StubAws.error(400, "ThrottlingException", "Rate exceeded"), parameters.get()));

        assertThat(source.fetch(DB).asString()).isEqualTo("hunter2");

        assertThat(aws.calls(GET)).hasSize(2);
    }

    @Test
    void fetch_signatureRefused_isSignedAnewOnce() {
        aws.on(GET, StubAws.inTurn(StubAws.error(400, "InvalidSignatureException", "x"), parameters.get()));

        assertThat(source.fetch(DB).asString()).isEqualTo("hunter2");
    }

    @Test
    void fetch_replyThatIsNone_isSaidWithoutItsText() {
        for (String reply :
                List.of("{}", "[]", "hunter2", "{\"Parameter\":{\"Name\":\"/app/db\",\"Value\":\"hunter2\"}}")) {
            aws.on(GET, StubAws.json(200, reply));

            assertThat(failure(DB).reason()).as(reply).isEqualTo(Reason.SERVICE_FAILED);
            assertThat(stackTrace(failure(DB))).doesNotContain("hunter2");
        }
    }

    @Test
    void fetch_replyOfAnotherParameterOrVersion_isRefused() {
        aws.on(
                GET,
                (call, socket) -> new StubParameters()
                        .put("/app/key", "k")
                        .get()
                        .answer(
                                new StubAws.Call(GET, Map.of(), call.body().replace("/app/db", "/app/key"), 1),
                                socket));
        assertThat(failure(DB)).hasMessageContaining("the reply is of something else than was asked for");
    }

    @Test
    void fetchBatch_found_invalidAndVersions_eachHasItsOutcome() {
        SecretId unknown = SecretId.parameter("/app/none");
        SecretId version = DB.atVersion("2");

        Map<SecretId, FetchOutcome> outcomes =
                source.fetchBatch(List.of(DB, unknown, version, SecretId.parameter("/app/key")));

        assertThat(value(outcomes.get(DB)).versionId()).isEqualTo("3");
        assertThat(value(outcomes.get(version)).versionId()).isEqualTo("2");
        assertThat(((FetchOutcome.Failed) outcomes.get(unknown)).cause())
                .hasMessageStartingWith("cannot read parameter /app/none: Parameter Store knows no such parameter");
        assertThat(outcomes).hasSize(4);
        assertThat(aws.calls(GET_TEN).get(0).body())
                .isEqualTo(
                        "{\"Names\":[\"/app/db\",\"/app/none\",\"/app/db:2\",\"/app/key\"],\"WithDecryption\":true}");
    }

    @Test
    void fetchBatch_denied_leavesEachToASingleRead() {
        aws.on(GET_TEN, StubAws.error(400, "AccessDeniedException", "ssm:GetParameters"));

        assertThat(source.fetchBatch(List.of(DB, SecretId.parameter("/app/key"))))
                .isEmpty();
    }

    @Test
    void fetchBatch_throttled_isAttemptedAsABatchAndFailsEach() {
        SecretId key = SecretId.parameter("/app/key");
        aws.on(GET_TEN, StubAws.error(400, "ThrottlingException", "Rate exceeded"));

        Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(List.of(DB, key));

        assertThat(outcomes.get(key))
                .isInstanceOfSatisfying(
                        FetchOutcome.Failed.class,
                        failed -> assertThat(failed.cause())
                                .hasMessageStartingWith(
                                        "cannot read parameter /app/key: the service is throttling requests"));
        assertThat(outcomes).hasSize(2);
        assertThat(aws.calls(GET_TEN)).hasSize(3);
        assertThat(aws.calls(GET)).isEmpty();
    }

    @Test
    void fetchPage_pages_areAskedInTurnRecursivelyAndDecrypted() {
        IntStream.range(0, 15).forEach(i -> parameters.put("/many/p" + i, "v" + i));

        ListingPage first = source.fetchPage(ListedPath.of("/many"), null);
        ListingPage second = source.fetchPage(ListedPath.of("/many"), first.next());

        assertThat(first.found()).hasSize(10);
        assertThat(second.found()).hasSize(5);
        assertThat(second.next()).isNull();
        assertThat(aws.calls(GET_PATH))
                .extracting(StubAws.Call::body)
                .containsExactly(
                        "{\"Path\":\"/many/\",\"Recursive\":true,\"MaxResults\":10,\"WithDecryption\":true}",
                        "{\"Path\":\"/many/\",\"Recursive\":true,\"MaxResults\":10,\"NextToken\":\"10\",\"WithDecryption\":true}");
        assertThat(second.toString()).doesNotContain("v14");
    }

    @Test
    void fetchPage_denied_namesItsAction() {
        aws.on(GET_PATH, StubAws.error(400, "AccessDeniedException", "ssm:GetParametersByPath"));

        assertThatThrownBy(() -> source.fetchPage(ListedPath.of("/app"), null))
                .isInstanceOf(SecretFetchException.class)
                .hasMessageStartingWith(
                        "cannot list the parameters below /app/: the role may not read the parameters below the path")
                .hasMessageContaining("allow the IAM action ssm:GetParametersByPath on the path");
    }

    @Test
    void cache_hundredListed_areTenCallsAndThenHits_andDeniedAHundredSingleOnes() {
        List<SecretId> ids = IntStream.range(0, 100)
                .mapToObj(i -> SecretId.parameter("/many/p" + i))
                .toList();
        ids.forEach(id -> parameters.put(id.name(), "x"));
        try (SecretsCache cache = SecretsCache.builder()
                .source(source)
                .requestTimeout(Duration.ofSeconds(40))
                .build()) {
            assertThat(cache.prefetch(ids).join()).isEmpty();
            ids.forEach(id -> assertThat(cache.get(id).asString()).isEqualTo("x"));
            assertThat(aws.calls(GET_TEN)).hasSize(10);
            assertThat(aws.calls(GET)).isEmpty();

            aws.on(GET_TEN, StubAws.error(400, "AccessDeniedException", ""));
            Collection<SecretId> versions =
                    ids.stream().map(id -> id.atVersion("1")).toList();
            assertThat(cache.prefetch(versions).join()).isEmpty();
            assertThat(aws.calls(GET)).hasSize(100);
        }
    }

    @Test
    void ownPorts_areNotFollowed_toTheServiceOfTheRegion() {
        try (ParameterStoreSource own = ParameterStoreSource.beside(SecretsManagerSource.builder()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP)
                        .withRegion("eu-west-1")
                        .withEndpoint(aws.uri()))
                .ownPorts(List.of(aws.uri().getPort()))
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "test-key")))
                .httpClient(new RefusingHttp())
                .build())) {
            assertThatThrownBy(() -> own.fetch(DB)).isInstanceOf(SecretFetchException.class);
        }
        assertThat(RefusingHttp.HOSTS).contains("ssm.eu-west-1.amazonaws.com").doesNotContain("127.0.0.1");
    }

    @Test
    void fetch_parameterOfTheSourceOfSecretsAlone_saysWhatToDo() {
        try (SecretsManagerSource secrets = SecretsManagerSource.create()) {
            assertThatThrownBy(() -> secrets.fetch(DB))
                    .hasMessage("cannot read parameter /app/db: the source reads secrets only; give the cache"
                            + " ParameterStoreSource.beside(that source)");
        }
    }

    private SecretFetchException failure(SecretId id) {
        return catchThrowableOfType(SecretFetchException.class, () -> source.fetch(id));
    }

    private static SecretValue value(FetchOutcome outcome) {
        return ((FetchOutcome.Fetched) outcome).value();
    }

    private static String stackTrace(Throwable failure) {
        Map<Throwable, String> texts = new HashMap<>();
        Stream.iterate(failure, e -> e != null, Throwable::getCause).forEach(e -> texts.put(e, e.toString()));
        return texts.toString();
    }
}
