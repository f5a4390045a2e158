package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthoritiesTest {
    @TempDir
    Path root;

    @Test
    void bundle_isWhatTheListSays() throws Exception {
        TreeSet<String> trusted = new TreeSet<>();
        for (X509Certificate authority : Authorities.trusted()) {
            trusted.add(FoundCertificates.fingerprintAndLastDay(authority));
        }

        assertThat(trusted).isEqualTo(ListedAuthorities.fingerprintsAndLastDays());
        assertThat(Authorities.trusted()).hasSameSizeAs(trusted);
        assertThat(Authorities.source()).matches("certifi 20[0-9]{2}\\..+");
    }

    @Test
    void bundle_hasAmazonsRoots_andNoneThatHasExpired() throws Exception {
        assertThat(Authorities.trusted())
                .allSatisfy(authority -> assertThat(authority.getNotAfter()).isAfter(Instant.now()))
                .extracting(authority -> authority.getSubjectX500Principal().getName())
                .contains(
                        "CN=Amazon Root CA 1,O=Amazon,C=US",
                        "CN=Amazon Root CA 2,O=Amazon,C=US",
                        "CN=Amazon Root CA 3,O=Amazon,C=US",
                        "CN=Amazon Root CA 4,O=Amazon,C=US");
    }

    @Test
    void authoritiesOfTheMachine_stayOut_andTheirFileIsLeftAlone() throws Exception {
        Path image = root.resolve("layer/secrets-cache/jre");
        Path security = Files.createDirectories(image.resolve("lib/security"));
        Path ofTheMachine = keyStoreWith(privateAuthority(), root.resolve("system-cacerts"));
        byte[] before = Files.readAllBytes(ofTheMachine);
        Files.createSymbolicLink(security.resolve("cacerts"), ofTheMachine);

        Authorities.replace(root.resolve("layer"), image);

        assertThat(FoundCertificates.in(root.resolve("layer"))).isEqualTo(ListedAuthorities.fingerprintsAndLastDays());
        assertThat(ofTheMachine).hasBinaryContent(before);
    }

    /** The check that the layer's zip is put to. */
    @Test
    void oneCertificateMore_inWhateverFormat_isFound() throws Exception {
        X509Certificate authority = privateAuthority();
        String line = FoundCertificates.fingerprintAndLastDay(authority);
        Path folder = Files.createDirectories(root.resolve("folder"));

        keyStoreWith(authority, folder.resolve("store"));
        assertThat(FoundCertificates.in(folder)).containsExactly(line);
        Files.delete(folder.resolve("store"));
        try (InputStream pem = AuthoritiesTest.class.getResourceAsStream("private-authority.pem")) {
            Files.write(folder.resolve("bundle"), pem.readAllBytes());
        }
        assertThat(FoundCertificates.in(folder)).containsExactly(line);
        assertThat(ListedAuthorities.fingerprintsAndLastDays()).doesNotContain(line);
    }

    private static X509Certificate privateAuthority() throws Exception {
        try (InputStream pem = AuthoritiesTest.class.getResourceAsStream("private-authority.pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static Path keyStoreWith(X509Certificate authority, Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("private", authority);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }
}
