package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.secretscache.core.SecretGroup;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.aws.StubAws;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/** What a program that embeds the cache brings itself: credentials, region, endpoint and HTTP client. */
@Timeout(120)
class SecretsManagerSourceEmbedderTest {
    private static final SecretId DB = SecretId.of("prod/db");

    private final StubSecrets secrets = new StubSecrets().text("prod/db", "s3cret");
    private StubAws aws;

    /** A client that counts, over the usual one. */
    private static final class CountingHttpClient implements SdkHttpClient {
        private final SdkHttpClient usual = UrlConnectionHttpClient.create();
        private final AtomicInteger requests = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            requests.incrementAndGet();
            return usual.prepareRequest(request);
        }

        @Override
        public void close() {
            closed.set(true);
            usual.close();
        }
    }

    private static final class TrustsNobody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("nobody");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @BeforeEach
    void start() {
        aws = new StubAws().on(StubAws.GET, secrets.get());
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void fetch_ownCredentialsRegionEndpointAndClient_areUsed() {
        CountingHttpClient http = new CountingHttpClient();
        SecretsManagerSource source = SecretsManagerSource.builder()
                .requestTimeout(Duration.ofSeconds(40))
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDMINE", "mine")))
                .region(Region.AP_SOUTHEAST_2)
                .endpoint(aws.uri())
                .httpClient(http)
                .build();

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");
        source.close();

        assertThat(aws.calls(StubAws.GET).get(0).headers().get("authorization"))
                .contains("AKIDMINE/")
                .contains("/ap-southeast-2/secretsmanager/");
        assertThat(http.requests).hasValue(1);
        assertThat(http.closed).as("closed by whoever made it").isFalse();
        http.close();
    }

    @Test
    void build_regionOrEndpointBesideTheDefaultGroup_isRefused() {
        SecretGroup given = SecretGroup.named(SecretId.DEFAULT_GROUP);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SecretsManagerSource.builder()
                        .group(given)
                        .region(Region.EU_WEST_1)
                        .build())
                .withMessage("region is that of the group default, but that group is given too: set it on the group");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SecretsManagerSource.builder()
                        .group(given)
                        .endpoint(URI.create("http://localhost:4566"))
                        .build())
                .withMessageStartingWith("endpoint is that of the group default");
    }

    @Test
    void build_trustOrTimeoutBesideAnHttpClient_isRefused() {
        try (CountingHttpClient http = new CountingHttpClient()) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> SecretsManagerSource.builder()
                            .httpClient(http)
                            .connectTimeout(Duration.ofSeconds(1))
                            .build())
                    .withMessage("httpClient has its own trust and time-outs, but connectTimeout is set too: set it on"
                            + " that client");
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> SecretsManagerSource.builder()
                            .httpClient(http)
                            .trustManager(new TrustsNobody())
                            .build())
                    .withMessageContaining("but trustManager is set too");
        }
    }

    @Test
    void build_endpointThatCannotBeOne_isRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> SecretsManagerSource.builder()
                        .endpoint(URI.create("localhost:4566"))
                        .build())
                .withMessageContaining("endpoint of group default must be a URL");
    }
}
