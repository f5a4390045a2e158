package io.github.secretscache.locallambda.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.testing.EndpointTrust;
import io.github.secretscache.locallambda.testing.Programs;
import java.net.URL;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients that verify strictly say to the certificates that are made here, by address and by name. */
@Timeout(60)
class EndpointCertificateTest {

    private static final String PATH = "/_local/calls";
    private static final List<String> HOSTS = List.of("localhost", "127.0.0.1");

    private SecretsManagerEndpoint endpoint;

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void keys_areOfRsaOnlyIfAskedFor() throws Exception {
        assertThat(start(KeyKind.P256).authority().getPublicKey().getAlgorithm())
                .isEqualTo("EC");
        close();
        assertThat(start(KeyKind.RSA2048).authority().getPublicKey().getAlgorithm())
                .isEqualTo("RSA");
    }

    @ParameterizedTest
    @EnumSource
    void certificates_sayWhatTheyAreFor(KeyKind kind) throws Exception {
        start(kind);
        X509Certificate authority = authority();
        X509Certificate server = (X509Certificate) connect("localhost").getServerCertificates()[0];

        authority.verify(authority.getPublicKey());
        server.verify(authority.getPublicKey());
        authority.checkValidity();
        server.checkValidity();
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getKeyUsage())
                .containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getKeyUsage()).containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(server.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(server.getSubjectX500Principal().getName()).isEqualTo("CN=localhost");
        assertThat(server.getIssuerX500Principal()).isEqualTo(authority.getSubjectX500Principal());
        assertThat(server.getNonCriticalExtensionOIDs()).contains("2.5.29.14", "2.5.29.35");
        assertThat(server.getNotBefore()).isBefore(Instant.now());
    }

    @ParameterizedTest
    @EnumSource
    void java_verifiesThem(KeyKind kind) throws Exception {
        start(kind);
        for (String host : HOSTS) {
            assertThat(connect(host).getResponseCode()).as(host).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void python_verifiesThemStrictly(KeyKind kind) throws Exception {
        Programs.need("python3");
        assertVerified(kind, "python3", "-c", """
                import os, ssl, urllib.request
                context = ssl.create_default_context(cafile=os.environ['AWS_CA_BUNDLE'])
                context.verify_flags |= ssl.VERIFY_X509_STRICT
                print(urllib.request.urlopen(os.environ['ADDRESS'], context=context).status)
                """);
    }

    @ParameterizedTest
    @EnumSource
    void node_verifiesThem(KeyKind kind) throws Exception {
        Programs.need("node");
        assertVerified(
                kind,
                "node",
                "-e",
                "require('https').get(process.env.ADDRESS, r => console.log(r.resume().statusCode))");
    }

    private void assertVerified(KeyKind kind, String... client) throws Exception {
        start(kind);
        for (String host : HOSTS) {
            assertThat(output(host, client)).as(host).isEqualTo("200\n");
        }
    }

    private EndpointCertificateTest start(KeyKind kind) {
        SecretsManagerEndpoint.Builder builder = SecretsManagerEndpoint.builder();
        endpoint = (kind == KeyKind.P256 ? builder : builder.rsaKeys()).start();
        return this;
    }

    private X509Certificate authority() throws Exception {
        try (var pem = Files.newInputStream(endpoint.authorityFile())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    /** Answered. */
    private HttpsURLConnection connect(String host) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {EndpointTrust.of(endpoint)}, null);
        HttpsURLConnection connection = (HttpsURLConnection) new URL(address(host)).openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.getResponseCode();
        return connection;
    }

    private String output(String host, String... command) throws Exception {
        ProcessBuilder client = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> variables = client.environment();
        variables.putAll(endpoint.environment());
        variables.put("ADDRESS", address(host));
        return new String(client.start().getInputStream().readAllBytes(), UTF_8);
    }

    private String address(String host) {
        return "https://" + host + ":" + endpoint.httpsUri().getPort() + PATH;
    }
}
