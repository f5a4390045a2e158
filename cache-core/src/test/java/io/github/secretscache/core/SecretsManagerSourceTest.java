package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

@Timeout(60)
class SecretsManagerSourceTest {
    static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "test-key"));
    private final StubSecrets secrets = new StubSecrets();
    private final StubAws aws = new StubAws().on(StubAws.GET, secrets.get()).on(StubAws.BATCH, secrets.batch());
    private final SecretsManagerSource source = source(aws).build();

    static SecretsManagerSource.Builder source(StubAws aws) {
        return SecretsManagerSource.builder()
                .group(new SecretGroup(SecretId.DEFAULT_GROUP, "eu-west-1", null, aws.uri()))
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "test-key")));
    }

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }

    @Test
    void fetch_textSecret_hasTextAndDescription() {
        secrets.text("db", "s3cret");

        SecretValue value = source.fetch(SecretId.of("db"));

        assertThat(value.isText()).isTrue();
        assertThat(value.asString()).isEqualTo("s3cret");
        assertThat(value.name()).isEqualTo("db");
        assertThat(value.arn()).isEqualTo(StubSecrets.arn("db"));
        assertThat(value.versionId()).isEqualTo(StubSecrets.VERSION);
        assertThat(value.versionStages()).containsExactly("AWSCURRENT");
        assertThat(value.createdDate()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }

    @Test
    void fetchAll_oneUnknown_spoilsNoOther() {
        secrets.text("a", "1").text("b", "2");

        Map<SecretId, FetchOutcome> outcomes =
                source.fetchAll(java.util.List.of(SecretId.of("a"), SecretId.of("nope"), SecretId.of("b")));

        System.out.println(outcomes);
        assertThat(aws.calls(StubAws.BATCH)).hasSize(1);
        assertThat(aws.calls(StubAws.GET)).isEmpty();
    }
}
