package io.github.secretscache.core.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** With what the JDK throws; {@code CertificatesIT} of runtime-layer has real servers. */
class AwsTlsExceptionTest {
    static Stream<Arguments> reasons() {
        return Stream.of(
                Arguments.of(
                        new CertPathValidatorException("validity check failed", new CertificateExpiredException("t")),
                        "the certificate of h, or of its authority, has expired by the clock of this machine"),
                Arguments.of(
                        new CertificateNotYetValidException("t"),
                        "the certificate of h, or of its authority, is not valid yet by the clock of this machine"),
                Arguments.of(
                        new CertPathBuilderException("unable to find valid certification path"),
                        "no authority that is trusted vouches for the certificate of h"),
                Arguments.of(
                        new CertPathValidatorException(
                                "signature check failed", null, null, -1, BasicReason.INVALID_SIGNATURE),
                        "no authority that is trusted vouches for the certificate of h"),
                Arguments.of(
                        new CertificateException("No subject alternative DNS name matching h found."),
                        "the certificate is not for h but for another host"),
                Arguments.of(
                        new CertificateException("No name matching h found"),
                        "the certificate is not for h but for another host"),
                Arguments.of(new CertificateException("anything"), "the handshake with h failed"));
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void reasonOfTheJdk_isTold_withTheHost(Exception reason, String told) {
        SSLHandshakeException failure = new SSLHandshakeException("PKIX");
        failure.initCause(reason);
        SdkClientException bySdk =
                SdkClientException.create("Unable to execute HTTP request", AwsTlsException.of("h", failure));

        SecretFetchException said = AwsErrors.of(SecretId.of("db"), bySdk);

        assertThat(said.reason()).isEqualTo(Reason.CONNECTION_FAILED);
        assertThat(said)
                .hasMessageContaining("db")
                .hasMessageContaining("no TLS connection to AWS (" + told + "); check AWS_CA_BUNDLE");
    }

    @Test
    void host_isOneLine() {
        assertThat(AwsTlsException.of("h\nx", new SSLHandshakeException("PKIX")))
                .hasMessage("the handshake with h x failed");
    }
}
