package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates that must not be trusted, HTTPS through a proxy, FIPS endpoints, and a machine without authorities: the layer with its own
 * runtime as a process, with native TLS and the JDK's behind it, and with the JDK's alone.
 */
@Timeout(120)
class CertificatesIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String READ = "200 read by AKIDTEST";
    private static final String JDK = "-Dio.github.secretscache.tls=jdk";
    private static final String BEHIND_THE_PROXY = "only-the-proxy-knows.invalid";

    @TempDir
    Path folder;

    private final Map<String, String> variables = new TreeMap<>();

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(CertificatesIT.class);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, -1d, " + READ,
        "localhost, -9d, 'the certificate of localhost, or of its authority, has expired'",
        "localhost, +3d, 'the certificate of localhost, or of its authority, is not valid yet'",
        "another.example, -1d, the certificate is not for localhost but for another host"
    })
    void certificate_isTrustedOnlyIfItIsRight(String host, String start, String reply) throws Exception {
        ServerCertificate certificate = ServerCertificate.signed(folder, host, start);

        assertReply(certificate, certificate.authority(), reply);
    }

    @Test
    void certificateOfAnAuthorityThatNobodyNamed_isNotTrusted() throws Exception {
        Path another = ServerCertificate.signed(folder, "localhost", "-1d").authority();

        assertReply(
                ServerCertificate.signed(folder, "localhost", "-1d"),
                another,
                "no authority that is trusted vouches for the certificate of localhost");
    }

    /** The JDK's own checks trust a certificate that is in the bundle itself at any time. */
    @ParameterizedTest
    @ValueSource(strings = {"-9d", "+3d"})
    void certificateInTheBundle_isNotTrustedAtAnyTime(String start) throws Exception {
        ServerCertificate certificate = ServerCertificate.selfSigned(folder, "localhost", start);
        Path valid = ServerCertificate.signed(folder, "localhost", "-1d").authority();
        Path both = Files.writeString(
                folder.resolve("both.pem"), Files.readString(certificate.authority()) + Files.readString(valid));

        assertReply(certificate, both, "no authority that is trusted vouches for the certificate of localhost");
    }

    /** Native TLS knows no proxy, so the JDK's connects; it checks the same. */
    @ParameterizedTest
    @CsvSource({
        BEHIND_THE_PROXY + ", " + READ,
        "another.example, the certificate is not for " + BEHIND_THE_PROXY + " but for another host"
    })
    void proxy_isUsed_andTheCertificateBehindItIsChecked(String host, String reply) throws Exception {
        ServerCertificate certificate = ServerCertificate.signed(folder, host, "-1d");
        try (PlainAws aws = PlainAws.over(certificate.server());
                ConnectProxy proxy = new ConnectProxy(aws.port())) {
            variables.put("AWS_CA_BUNDLE", certificate.authority().toString());
            variables.put("AWS_ENDPOINT_URL", "https://" + BEHIND_THE_PROXY);
            variables.put("HTTPS_PROXY", proxy.address());

            assertReply(BuiltLayer.FOLDER, reply);
            assertThat(proxy.asked()).contains("CONNECT " + BEHIND_THE_PROXY + ":443 HTTP/1.1");
        }
    }

    /** All that are called: of Secrets Manager, Parameter Store and STS. */
    @Test
    void fipsEndpoints_areCalled() throws Exception {
        List<String> hosts = Stream.of("secretsmanager", "ssm", "sts")
                .map(service -> service + "-fips.us-east-1.amazonaws.com")
                .toList();
        ServerCertificate certificate = ServerCertificate.signed(folder, String.join(",dns:", hosts), "-1d");
        try (PlainAws aws = PlainAws.over(certificate.server());
                ConnectProxy proxy = new ConnectProxy(aws.port())) {
            variables.put("AWS_USE_FIPS_ENDPOINT", "true");
            variables.put("AWS_CA_BUNDLE", certificate.authority().toString());
            variables.put("HTTPS_PROXY", proxy.address());
            variables.put("AWS_ACCESS_KEY_ID", "");
            variables.put("AWS_SECRET_ACCESS_KEY", "");
            variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/some");
            Path token = Files.writeString(folder.resolve("token"), "a.web.token");
            variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
            try (RunningSidecar sidecar = RunningSidecar.start(BuiltLayer.FOLDER, folder, variables)) {
                assertThat(sidecar.read(SOON)).isEqualTo("200 read by AKIDAssumeRoleWithWebIdentity");
                sidecar.get("/systemsmanager/parameters/get?name=%2Fa");
            }
            assertThat(Set.copyOf(proxy.asked()))
                    .containsExactlyInAnyOrderElementsOf(hosts.stream()
                            .map(host -> "CONNECT " + host + ":443 HTTP/1.1")
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_CA_BUNDLE", "SSL_CERT_FILE"})
    void machineWithoutAuthorities_thoseNamedAreTrusted_natively(String variable) throws Exception {
        Path layer = WithoutAuthorities.launching(BuiltLayer.FOLDER, folder);
        ServerCertificate certificate = ServerCertificate.signed(folder, "localhost", "-1d");
        variables.put(variable, certificate.authority().toString());
        variables.put("SECRETS_CACHE_JAVA_OPTIONS", "-Dio.github.secretscache.tls.patience=20000");
        try (PlainAws aws = PlainAws.over(certificate.server())) {
            variables.put("AWS_ENDPOINT_URL", "https://localhost:" + aws.port());
            try (RunningSidecar sidecar = RunningSidecar.start(layer, folder, variables)) {
                assertThat(sidecar.read(SOON)).isEqualTo(READ);
                assertThat(sidecar.threads()).containsKey("AwsEventLoop1");
            }
        }
    }

    @Test
    void machineWithoutAuthorities_thePinnedOnesDoNotVouchForAStranger() throws Exception {
        Path layer = WithoutAuthorities.launching(BuiltLayer.FOLDER, folder);
        try (PlainAws aws = PlainAws.over(
                ServerCertificate.signed(folder, "localhost", "-1d").server())) {
            variables.put("AWS_ENDPOINT_URL", "https://localhost:" + aws.port());

            assertReply(layer, "no authority that is trusted vouches for the certificate of localhost");
        }
    }

    private void assertReply(ServerCertificate certificate, Path bundle, String reply) throws Exception {
        variables.put("AWS_CA_BUNDLE", bundle.toString());
        for (String options : List.of("", JDK)) {
            variables.put("SECRETS_CACHE_JAVA_OPTIONS", options);
            try (PlainAws aws = PlainAws.over(certificate.server())) {
                variables.put("AWS_ENDPOINT_URL", "https://localhost:" + aws.port());

                assertReply(BuiltLayer.FOLDER, reply);
            }
        }
    }

    private void assertReply(Path layer, String reply) throws Exception {
        try (RunningSidecar sidecar = RunningSidecar.start(layer, folder, variables)) {
            sidecar.awaitHealthy(SOON);

            String read = sidecar.get("/cache/secret_now");
            assertThat(read).as(variables::toString).contains(reply);
            if (!reply.equals(READ)) {
                assertThat(read).startsWith("502 ").contains("connection-failed", "no TLS connection to AWS");
            }
        }
    }
}
