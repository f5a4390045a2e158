package io.github.secretscache.core.secretsmanager;

import static io.github.secretscache.core.SecretFetchException.Reason.SERVICE_FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.aws.AwsArn;
import io.github.secretscache.core.aws.StubAws;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that are not what was asked for, too late, too large, or from elsewhere. */
class SecretsManagerSourceReplyTest extends SourceFixture {
    private static final SecretId DB = SecretId.of("db");

    @BeforeEach
    void store() {
        secrets.text("db", "s3cret").text("other", "0ther").text("a", "1");
    }

    @Test
    void fetch_replyOfAnotherSecret_isRefused() {
        aws.on(StubAws.GET, StubAws.json(200, entry(StubSecrets.arn("other"), "other", "x")));

        SecretFetchException failure = Sources.failure(source, DB);

        assertThat(failure.reason()).isEqualTo(SERVICE_FAILED);
        assertThat(failure).hasMessageContaining("something else than was asked for");
    }

    @Test
    void fetch_byArnAndReplyWithAnotherArnOfThatName_isRefused() {
        aws.on(StubAws.GET, StubAws.json(200, entry(StubSecrets.arn("db").replace("AbCd12", "Zzzzzz"), "db", "x")));

        assertThat(Sources.failure(source, SecretId.of(StubSecrets.arn("db"))).reason())
                .isEqualTo(SERVICE_FAILED);
    }

    @Test
    void fetch_byVersionAndReplyWithAnotherVersion_isRefused() {
        SecretId id = DB.atVersion("99999999-9999-9999-9999-999999999999");

        assertThat(Sources.failure(source, id).reason()).isEqualTo(SERVICE_FAILED);
    }

    @Test
    void fetch_moreThanTheServiceKeeps_isRefused() {
        secrets.text("db", "x".repeat(65_536));
        assertThat(source.fetch(DB).sizeInBytes()).isEqualTo(65_536);

        secrets.text("db", "x".repeat(65_537));
        assertThat(Sources.failure(source, DB)).hasMessageContaining("larger than the service's limit of 64 KiB");
    }

    @Test
    void fetch_replyWithoutEnd_isNotReadToTheEnd() {
        long[] sent = new long[1];
        aws.on(StubAws.GET, (call, socket) -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\n\r\n{\"Name\":\""
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[65_536];
            Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < 1_000; i++) {
                out.write(block);
                sent[0] += block.length;
            }
        });

        assertThat(Sources.failure(source, DB)).hasMessageContaining("larger than the service's limit of 64 KiB");
        // What fits the buffers of two sockets, and what may be read.
        assertThat(sent[0]).isLessThan(20_000_000);
        assertThat(aws.calls(StubAws.GET)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"InvalidSignatureException", "RequestExpired", "RequestTimeTooSkewed"})
    void fetch_signatureExpiredOnce_isSignedAnewAtOnce(String code) {
        aws.on(StubAws.GET, StubAws.inTurn(StubAws.error(403, code, "Signature expired: too old"), secrets.get()));

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");
    }

    @Test
    void fetch_serviceIsSlow_oneAttemptMayUseTheWholeLimit() {
        aws.on(StubAws.GET, (call, socket) -> {
            late(Duration.ofMillis(1_500));
            secrets.get().answer(call, socket);
        });
        try (SecretsManagerSource hurried =
                Sources.of(aws).requestTimeout(Duration.ofSeconds(3)).build()) {
            assertThat(hurried.fetch(DB).asString()).isEqualTo("s3cret");
        }
        assertThat(aws.calls(StubAws.GET)).hasSize(1);
    }

    @Test
    void get_arnOutsideTheFormThatUsersMayAskFor_isServed() {
        aws.on(StubAws.GET, StubAws.json(200, entry("arn:emulator:secrets::db", "db", "s3cret")));
        SecretsCache cache = SecretsCache.builder().source(source).build();

        assertThat(cache.get("db").asString()).isEqualTo("s3cret");
        assertThat(cache.get("db").value().arn()).isEqualTo("arn:emulator:secrets::db");
        assertThat(aws.calls(StubAws.GET)).hasSize(1);
    }

    @Test
    void fetchReplica_byName_isAskedInItsRegionAndHasTheArnOfItsOwn() {
        aws.on(StubAws.GET, StubAws.json(200, entry(there(StubSecrets.arn("db")), "db", "s3cret")));

        SecretValue value = source.fetchReplica(DB, "eu-north-1");

        assertThat(value.arn()).isEqualTo(StubSecrets.arn("db"));
        assertThat(value.asString()).isEqualTo("s3cret");
        assertThat(aws.calls(StubAws.GET).get(0).headers().get("authorization")).contains("/eu-north-1/");
    }

    @Test
    void fetchReplica_byArn_isAskedByTheArnThatItHasThere() {
        String arn = StubSecrets.arn("db");
        aws.on(StubAws.GET, StubAws.json(200, entry(there(arn), "db", "s3cret")));

        assertThat(source.fetchReplica(SecretId.of(arn), "eu-north-1").arn()).isEqualTo(arn);
        assertThat(StubSecrets.field(aws.calls(StubAws.GET).get(0).body(), "SecretId"))
                .isEqualTo(there(arn));
    }

    @Test
    void fetchBatch_valueLargerThanTheServiceKeeps_isLeftOut() {
        secrets.text("a", "x".repeat(65_537));

        Map<SecretId, FetchOutcome> outcomes = source.fetchBatch(List.of(DB, SecretId.of("a")));

        assertThat(outcomes).containsOnlyKeys(DB);
    }

    @Test
    void routeOf_arnOfAnotherRegion_isAWayOfItsOwnUnlessTheGroupSaysWhere() {
        SecretId arn = SecretId.of("arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCd12");
        System.setProperty("aws.region", "us-east-1");
        try (SecretsManagerSource plain = SecretsManagerSource.create()) {
            assertThat(plain.routeOf(arn)).isEqualTo("default/eu-west-1");
            assertThat(plain.routeOf(DB)).isEqualTo("default");
            System.setProperty("aws.region", "eu-west-1");
            assertThat(plain.routeOf(arn)).isEqualTo("default");
            assertThat(source.routeOf(arn)).isEqualTo("default");
        } finally {
            System.clearProperty("aws.region");
        }
    }

    @Test
    void addGroup_whileInUse_isReadAndKeepsItsName() {
        SecretGroup added = SecretGroup.named("later").withRegion("eu-west-1").withEndpoint(aws.uri());

        assertThat(source.addGroup(added)).isTrue();
        assertThat(source.addGroup(added)).isFalse();
        assertThat(source.fetch(DB.inGroup("later")).asString()).isEqualTo("s3cret");
    }

    @Test
    void get_requestTimeoutOfTheCache_isThatOfItsDefaultSourceToo() {
        Map<String, String> properties = Map.of(
                "aws.region", "eu-west-1",
                "aws.accessKeyId", "AKIDTEST",
                "aws.secretAccessKey", "test-key",
                "aws.endpointUrlSecretsManager", aws.uri().toString());
        properties.forEach(System::setProperty);
        aws.on(StubAws.GET, (call, socket) -> {
            late(SecretSource.DEFAULT_REQUEST_TIMEOUT.plusMillis(500));
            secrets.get().answer(call, socket);
        });
        try (SecretsCache cache =
                SecretsCache.builder().requestTimeout(Duration.ofSeconds(30)).build()) {
            assertThat(cache.get("db").asString()).isEqualTo("s3cret");
            assertThat(aws.calls(StubAws.GET)).hasSize(1);
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    /** Keeps a reply back: the network between is real, so its time is too. */
    private static void late(Duration by) throws InterruptedException {
        boolean unused = new CountDownLatch(1).await(by.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String there(String arn) {
        return AwsArn.inRegion(arn, "eu-north-1");
    }

    private static String entry(String arn, String name, String text) {
        return "{\"ARN\":\"" + arn + "\",\"Name\":\"" + name + "\",\"VersionId\":\"" + StubSecrets.VERSION
                + "\",\"VersionStages\":[\"AWSCURRENT\"],\"SecretString\":\"" + text + "\"}";
    }
}
