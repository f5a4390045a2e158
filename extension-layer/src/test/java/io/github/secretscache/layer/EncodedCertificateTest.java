package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedCertificateTest {
    @Test
    void hasSubject_everyAuthorityOfThisJdk_isFound() throws Exception {
        List<X509Certificate> authorities = Certificates.ofTheJdk();

        assertThat(authorities).hasSizeGreaterThan(50).allSatisfy(authority -> {
            byte[] subject = authority.getSubjectX500Principal().getEncoded();
            assertThat(EncodedCertificate.hasSubject(authority.getEncoded(), 0, new byte[][] {{1}, subject}))
                    .isTrue();
        });
    }

    @Test
    void hasSubject_anotherName_isFalse() throws Exception {
        Certificates issuer = new Certificates("CN=issuer");
        X509Certificate server =
                (X509Certificate) issuer.server("host", Duration.ofDays(1)).getCertificate("server");
        byte[] issuerName = issuer.authority().getSubjectX500Principal().getEncoded();
        byte[] subject = server.getSubjectX500Principal().getEncoded();

        assertThat(EncodedCertificate.hasSubject(server.getEncoded(), 0, new byte[][] {issuerName}))
                .isFalse();
        assertThat(EncodedCertificate.hasSubject(
                        server.getEncoded(), 0, new byte[][] {Arrays.copyOf(subject, subject.length - 1)}))
                .isFalse();
    }

    @Test
    void hasSubject_notAtTheBeginning_isFound() throws Exception {
        X509Certificate authority = new Certificates("CN=authority").authority();
        byte[] encoded = authority.getEncoded();
        byte[] bytes = new byte[encoded.length + 7];
        System.arraycopy(encoded, 0, bytes, 7, encoded.length);

        assertThat(EncodedCertificate.hasSubject(bytes, 7, new byte[][] {
                    authority.getSubjectX500Principal().getEncoded()
                }))
                .isTrue();
    }

    @Test
    void hasSubject_cutShort_isRefused() throws Exception {
        X509Certificate authority = new Certificates("CN=authority").authority();
        byte[] cut = Arrays.copyOf(authority.getEncoded(), 60);

        assertThatThrownBy(() -> EncodedCertificate.hasSubject(cut, 0, new byte[][] {
                    authority.getSubjectX500Principal().getEncoded()
                }))
                .isInstanceOf(RuntimeException.class);
    }
}
