package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SignedRequest;
import io.github.secretscache.core.testing.FakeClock;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

@Timeout(60)
class AwsSignaturesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
    private static final String TOKEN = "a-long-random-token-of-ours";
    private static final String BODY = "{\"SecretId\": \"prod/db\"}";
    private static final AwsCredentials OWN = AwsSessionCredentials.builder()
            .accessKeyId("ASIAOURS")
            .secretAccessKey("our-secret-key")
            .sessionToken("our-session")
            .expirationTime(NOW.plus(Duration.ofMinutes(30)))
            .build();

    private final FakeClock clock = clockAt(NOW);
    private final AtomicReference<AwsCredentials> inUse = new AtomicReference<>(OWN);
    private final AtomicInteger lookups = new AtomicInteger();
    private final AwsRecentCredentials credentials = new AwsRecentCredentials(
            () -> {
                lookups.incrementAndGet();
                return inUse.get();
            },
            clock);
    private final AwsSignatures signatures = new AwsSignatures(TOKEN, credentials, clock);

    private static FakeClock clockAt(Instant now) {
        FakeClock clock = new FakeClock();
        clock.advance(Duration.between(clock.instant(), now));
        return clock;
    }

    /** As the SDKs of Java and JavaScript sign: with a header that says the hash of the body. */
    private static SignedRequest signed(AwsCredentials signer, Instant at, String body) {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://localhost:2773/"))
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .putHeader("Content-Length", String.valueOf(body.length()))
                .putHeader("X-Amz-Target", "secretsmanager.GetSecretValue")
                .putHeader("amz-sdk-request", "attempt=1; max=3")
                .build();
        SdkHttpRequest signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(signer)
                        .request(request)
                        .payload(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
                .request();
        Map<String, String> headers = new HashMap<>();
        signed.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return new SignedRequest(headers, bytes(body));
    }

    private static ByteBuffer bytes(String body) {
        return ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    }

    private static AwsCredentials withToken() {
        return AwsBasicCredentials.create("cache", TOKEN);
    }

    private static SignedRequest with(SignedRequest request, String header, String value) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put(header, value);
        return new SignedRequest(headers, request.body());
    }

    /** What botocore 1.44 signs: neither the hash of the body nor its length. */
    @ParameterizedTest
    @CsvSource({
        "localhost:2773,6cc15fb9ae60549854312881556641ecf07bb98683becc92d1789626f8497eeb",
        "127.0.0.1:2773,a4522ef2881f229701997d2d9a4e8b7c80e0b79d7a0b28bf2ab79b16198e3136",
        "[::1]:2773,3389b954dac870e4fa88173e20d37af2499c1d70219524fd899735c44a655335",
    })
    void signatureOfBotocore_withTheTokenAsKey_verifies(String host, String signature) {
        SignedRequest request = botocore(host, signature);

        assertThat(signatures.refusal(request)).isEmpty();
        assertThat(signatures.refusal(with(request, "x-amz-target", "secretsmanager.DeleteSecret")))
                .isPresent();
        assertThat(signatures.refusal(with(request, "host", "localhost:2774"))).isPresent();
        assertThat(signatures.refusal(new SignedRequest(request.headers(), bytes("{\"SecretId\": \"prod/da\"}"))))
                .isPresent();
    }

    private static SignedRequest botocore(String host, String signature) {
        return new SignedRequest(
                Map.of(
                        "host",
                        host,
                        "x-amz-target",
                        "secretsmanager.GetSecretValue",
                        "content-type",
                        "application/x-amz-json-1.1",
                        "user-agent",
                        "Boto3/1.44",
                        "content-length",
                        "24",
                        "x-amz-date",
                        "20261130T100000Z",
                        "authorization",
                        "AWS4-HMAC-SHA256 Credential=cache/20261130/eu-west-1/secretsmanager/aws4_request,"
                                + " SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" + signature),
                bytes(BODY));
    }

    @Test
    void signatureOfTheJavaSdk_withTheTokenOrOurCredentials_verifies() {
        assertThat(signatures.refusal(signed(withToken(), NOW, BODY))).isEmpty();
        assertThat(signatures.refusal(signed(OWN, NOW, BODY))).isEmpty();
        assertThat(signatures.refusal(signed(OWN, NOW, ""))).isEmpty();
        assertThat(signatures.refusal(signed(OWN, NOW, "x".repeat(512 * 1024)))).isEmpty();
    }

    @Test
    void bodyThatWasChanged_isRefused_whateverItsHeaderSays() {
        SignedRequest request = signed(withToken(), NOW, BODY);

        assertThat(signatures.refusal(new SignedRequest(request.headers(), bytes("{\"SecretId\": \"prod/da\"}"))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("changed after it was signed"));
    }

    @Test
    void otherCredentials_areRefused_andCauseOneLookUpInTenSeconds() {
        for (int i = 0; i < 5; i++) {
            assertThat(signatures.refusal(signed(AwsBasicCredentials.create("AKIDOTHER", "other"), NOW, BODY)))
                    .hasValueSatisfying(reason -> assertThat(reason).contains("other credentials"));
        }
        assertThat(signatures.refusal(signed(AwsBasicCredentials.create("ASIAOURS", "guess"), NOW, BODY)))
                .isPresent();
        assertThat(lookups).hasValue(1);
    }

    @Test
    void credentialsBeforeTheLastRenewal_verifyUntilTheyExpire() {
        credentials.resolveCredentials();
        inUse.set(AwsBasicCredentials.create("ASIANEW", "new-key"));
        credentials.resolveCredentials();

        assertThat(signatures.refusal(signed(OWN, NOW, BODY))).isEmpty();
        assertThat(signatures.refusal(signed(inUse.get(), NOW, BODY))).isEmpty();
        clock.advance(Duration.ofMinutes(31));
        Instant later = NOW.plus(Duration.ofMinutes(31));
        assertThat(signatures.refusal(signed(OWN, later, BODY))).isPresent();
        assertThat(signatures.refusal(signed(inUse.get(), later, BODY))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-901, false", "-899, true", "0, true", "899, true", "901, false"})
    void date_mayBeFifteenMinutesOff(int seconds, boolean accepted) {
        assertThat(signatures
                        .refusal(signed(OWN, NOW.plusSeconds(seconds), BODY))
                        .isEmpty())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer x", "AWS4-HMAC-SHA256 Credential=cache", "AWS4-HMAC-SHA256 Credential=,"})
    void header_thatIsNoSignature_isRefused(String header) {
        assertThat(signatures.refusal(with(signed(OWN, NOW, BODY), "authorization", header)))
                .isPresent();
    }

    @Test
    void signature_thatCoversTooLittle_orForAnotherService_isRefused() {
        SignedRequest request = signed(OWN, NOW, BODY);
        String header = request.headers().get("authorization");

        assertThat(signatures.refusal(with(request, "authorization", header.replace("host;", ""))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("must cover"));
        assertThat(signatures.refusal(with(request, "authorization", header.replace("/secretsmanager/", "/s3/"))))
                .hasValueSatisfying(reason -> assertThat(reason).contains("another service"));
        assertThat(signatures.refusal(with(request, "x-amz-date", "now")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("X-Amz-Date"));
        assertThat(signatures.refusal(with(request, "host", "no host/"))).isPresent();
    }
}
