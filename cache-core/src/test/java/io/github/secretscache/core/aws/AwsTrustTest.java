package io.github.secretscache.core.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsTrustTest {
    /** In January 2020. */
    private static final String SHORT = """
            -----BEGIN CERTIFICATE-----
            MIIBPDCB4qADAgECAgkA7A3eqJr2oC8wCgYIKoZIzj0EAwIwEjEQMA4GA1UEAxMH
            ZXhwaXJlZDAeFw0yMDAxMDEyMDE5MjFaFw0yMDAxMzEyMDE5MjFaMBIxEDAOBgNV
            BAMTB2V4cGlyZWQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASMNGYDvPHywKbo
            nCEjA6z/NgfewlTRTqQgVEvH2UAN3hb8k387iXyeb2ifIdZ7OoVi8T+Of3RrO915
            mmnL+G0ooyEwHzAdBgNVHQ4EFgQUMR+2E+2v+JJMetOiTwDhpw0iV5owCgYIKoZI
            zj0EAwIDSQAwRgIhAPBKGQihk+6zXvXS9PkESX/CKUYBV96U3FS4kzDKdoTPAiEA
            2OyCZw6QtO5Vg8/nnHx/hIhUJSOlkI6qtNXLmMhWlO0=
            -----END CERTIFICATE-----
            """;

    /** From 2020 to 2219. */
    private static final String LONG = """
            -----BEGIN CERTIFICATE-----
            MIIBOTCB4KADAgECAgkA3roW5D5ERmwwCgYIKoZIzj0EAwIwEDEOMAwGA1UEAxMF
            dmFsaWQwIBcNMjAwMTAxMjAxOTIzWhgPMjIxOTExMTQyMDE5MjNaMBAxDjAMBgNV
            BAMTBXZhbGlkMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXA9XcutM3cN4J28I
            ph4TScRjBBI9dqFPp5+O277DCfsG4u8DAjUvrYLh/5wjsKu1a9vuPYlRPdwzjAbt
            iOBzHqMhMB8wHQYDVR0OBBYEFFiWnut1kWpBUgRVw2hCZ4p3mSg+MAoGCCqGSM49
            BAMCA0gAMEUCIGZ5fEvD8bHT3xhSjN5bU4/Cwg0+JTRPMUfTUxXSswx7AiEA809k
            phCGAA0yVTu5vKUCXNI6T1DHZMbIfq/wWCNWJ3k=
            -----END CERTIFICATE-----
            """;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2020-01-15T00:00:00Z"));
    private final InstantSource clock = now::get;

    @TempDir
    Path folder;

    @Test
    void caBundle_isReadAndSaidApart() throws Exception {
        Map<String, String> variables = new HashMap<>();
        AwsEnvironment environment = new AwsEnvironment(variables::get);
        assertThat(AwsTrust.of(environment, List.of("AWS_CA_BUNDLE"), clock)).isNull();
        variables.put("AWS_CA_BUNDLE", folder.resolve("none.pem").toString());
        assertThatThrownBy(() -> AwsTrust.of(environment, List.of("AWS_CA_BUNDLE"), clock))
                .isInstanceOf(AwsSettingException.class)
                .hasMessage("AWS_CA_BUNDLE is " + folder.resolve("none.pem") + ": there is no such file");
        variables.put(
                "AWS_CA_BUNDLE",
                Files.writeString(folder.resolve("text.pem"), "no certificate").toString());
        assertThatThrownBy(() -> AwsTrust.of(environment, List.of("AWS_CA_BUNDLE"), clock))
                .hasMessageContaining("expected PEM");
    }

    /** The JDK would trust both at any time. */
    @Test
    void caBundle_authorityIsTrusted_onlyWhileItIsValid() throws Exception {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), SHORT + LONG);
        X509TrustManager trusted = trusting(bundle);
        X509Certificate[] ofShort = chain(SHORT);
        X509Certificate[] ofLong = chain(LONG);

        trusted.checkServerTrusted(ofShort, "ECDHE_ECDSA");
        trusted.checkServerTrusted(ofLong, "ECDHE_ECDSA");
        now.set(Instant.parse("2020-03-01T00:00:00Z"));
        assertThatThrownBy(() -> trusted.checkServerTrusted(ofShort, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
        trusted.checkServerTrusted(ofLong, "ECDHE_ECDSA");
        now.set(Instant.parse("2220-01-01T00:00:00Z"));
        assertThatThrownBy(() -> trusted.checkServerTrusted(ofLong, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateExpiredException.class);
        now.set(Instant.parse("2019-12-31T00:00:00Z"));
        assertThatThrownBy(() -> trusted.checkServerTrusted(ofLong, "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2019-12-31T00:00:00Z", "2020-03-01T00:00:00Z"})
    void caBundle_noneIsValid_isSaid(String time) throws Exception {
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), SHORT);
        now.set(Instant.parse(time));

        assertThatThrownBy(() -> trusting(bundle))
                .isInstanceOf(AwsSettingException.class)
                .hasMessage("AWS_CA_BUNDLE is " + bundle + ": no certificate in it is valid at " + time
                        + ", the time of this machine");
    }

    private X509TrustManager trusting(Path bundle) {
        AwsEnvironment environment = new AwsEnvironment(Map.of("AWS_CA_BUNDLE", bundle.toString())::get);
        return (X509TrustManager) Objects.requireNonNull(AwsTrust.of(environment, List.of("AWS_CA_BUNDLE"), clock));
    }

    private static X509Certificate[] chain(String pem) throws CertificateException {
        return new X509Certificate[] {
            (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
        };
    }
}
