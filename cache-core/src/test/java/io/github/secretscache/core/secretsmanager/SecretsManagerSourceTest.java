package io.github.secretscache.core.secretsmanager;

import static io.github.secretscache.core.SecretFetchException.Reason.CLOSED;
import static io.github.secretscache.core.SecretFetchException.Reason.INVALID_REQUEST;
import static io.github.secretscache.core.SecretFetchException.Reason.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.aws.StubAws;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SecretsManagerSourceTest extends SourceFixture {
    private static final SecretId DB = SecretId.of("prod/db");
    private static final int MAX_SECRET_BYTES = 65_536;

    @Test
    void fetch_textSecret_hasTextAndDescription() {
        secrets.text("prod/db", "s3cret");

        SecretValue value = source.fetch(DB);

        assertThat(value.isText()).isTrue();
        assertThat(value.asString()).isEqualTo("s3cret");
        assertThat(value.name()).isEqualTo("prod/db");
        assertThat(value.arn()).isEqualTo(StubSecrets.arn("prod/db"));
        assertThat(value.versionId()).isEqualTo(StubSecrets.VERSION);
        assertThat(value.versionStages()).containsExactly("AWSCURRENT");
        assertThat(value.createdDate()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void fetch_largestTextSecret_isWhole() {
        String text = "ä€".repeat(MAX_SECRET_BYTES / 5) + "x";
        secrets.text("prod/db", text);

        SecretValue value = source.fetch(DB);

        assertThat(value.asString()).isEqualTo(text);
        assertThat(value.sizeInBytes()).isEqualTo(MAX_SECRET_BYTES);
    }

    @Test
    void fetch_largestBinarySecret_isWhole() {
        byte[] bytes = new byte[MAX_SECRET_BYTES];
        new Random(1).nextBytes(bytes);
        secrets.binary("prod/db", bytes);

        SecretValue value = source.fetch(DB);

        assertThat(value.isText()).isFalse();
        assertThat(value.asBytes()).isEqualTo(bytes);
    }

    @Test
    void fetch_noStage_asksForAwsCurrent() {
        secrets.text("prod/db", "s3cret");

        source.fetch(DB);

        assertThat(aws.calls(StubAws.GET))
                .singleElement()
                .extracting(StubAws.Call::body)
                .isEqualTo("{\"SecretId\":\"prod/db\",\"VersionStage\":\"AWSCURRENT\"}");
    }

    @Test
    void fetch_stage_asksForIt() {
        secrets.text("prod/db", "s3cret");

        source.fetch(DB.atStage("AWSPREVIOUS"));

        assertThat(aws.calls(StubAws.GET))
                .singleElement()
                .extracting(StubAws.Call::body)
                .isEqualTo("{\"SecretId\":\"prod/db\",\"VersionStage\":\"AWSPREVIOUS\"}");
    }

    @Test
    void fetch_versionId_asksForItWithoutAStage() {
        secrets.text("prod/db", "s3cret");

        source.fetch(DB.atVersion(StubSecrets.VERSION));

        assertThat(aws.calls(StubAws.GET))
                .singleElement()
                .extracting(StubAws.Call::body)
                .isEqualTo("{\"SecretId\":\"prod/db\",\"VersionId\":\"" + StubSecrets.VERSION + "\"}");
    }

    @Test
    void fetch_groupWithItsOwnRegionAndEndpoint_usesThem() {
        try (StubAws other = new StubAws()
                        .on(
                                StubAws.GET,
                                new StubSecrets().text("prod/db", "other").get());
                SecretsManagerSource both = Sources.of(aws)
                        .group(SecretGroup.named("us").withRegion("us-east-2").withEndpoint(other.uri()))
                        .build()) {
            secrets.text("prod/db", "mine");

            assertThat(both.fetch(DB).asString()).isEqualTo("mine");
            assertThat(both.fetch(DB.inGroup("us")).asString()).isEqualTo("other");

            assertThat(aws.calls(StubAws.GET).get(0).headers().get("authorization"))
                    .contains("/eu-west-1/secretsmanager/");
            assertThat(other.calls(StubAws.GET).get(0).headers().get("authorization"))
                    .contains("/us-east-2/secretsmanager/");
        }
    }

    @Test
    void fetch_endpointOfTheSdkSettings_isUsed() {
        secrets.text("prod/db", "s3cret");
        System.setProperty("aws.endpointUrlSecretsManager", aws.uri().toString());
        try (SecretsManagerSource plain = Sources.patient()
                .group(SecretGroup.named(SecretId.DEFAULT_GROUP).withRegion("eu-west-1"))
                .credentials(Sources.CREDENTIALS)
                .build()) {
            assertThat(plain.fetch(DB).asString()).isEqualTo("s3cret");
        } finally {
            System.clearProperty("aws.endpointUrlSecretsManager");
        }
    }

    @Test
    void fetch_unknownGroup_failsAndNamesIt() {
        SecretFetchException failure = Sources.failure(source, DB.inGroup("nowhere"));

        assertThat(failure.reason()).isEqualTo(INVALID_REQUEST);
        assertThat(failure)
                .hasMessage(
                        "cannot read secret prod/db of group nowhere: the source has no such group; add the group to"
                                + " the SecretsManagerSource, or use one it has");
    }

    @Test
    void fetch_manyInTurn_reuseOneConnection() {
        secrets.text("prod/db", "s3cret");

        for (int i = 0; i < 5; i++) {
            source.fetch(DB);
        }

        assertThat(aws.calls(StubAws.GET)).hasSize(5);
        assertThat(aws.connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void fetch_credentialsThatNeverCome_endsWithTheRequestTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        try (SecretsManagerSource stuck = Sources.of(aws)
                .requestTimeout(Duration.ofMillis(300))
                .credentials(() -> {
                    awaitIgnoringInterrupts(never);
                    throw new IllegalStateException("let go");
                })
                .build()) {
            SecretFetchException failure = Sources.failure(stuck, DB, Duration.ofMillis(300));

            assertThat(failure.reason()).isEqualTo(TIMED_OUT);
        } finally {
            never.countDown();
        }
        assertThat(aws.calls(StubAws.GET)).isEmpty();
    }

    @Test
    void close_twiceAndRead_failsAsClosed() {
        source.close();
        source.close();

        assertThat(Sources.failure(source, DB).reason()).isEqualTo(CLOSED);
        Map<SecretId, FetchOutcome> outcomes = Sources.fetchAll(source, List.of(DB, SecretId.of("b")));
        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.values())
                .allSatisfy(
                        outcome -> assertThat(Sources.failure(outcome).reason()).isEqualTo(CLOSED));
        assertThat(aws.calls(StubAws.GET)).isEmpty();
        assertThat(aws.calls(StubAws.BATCH)).isEmpty();
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }
}
