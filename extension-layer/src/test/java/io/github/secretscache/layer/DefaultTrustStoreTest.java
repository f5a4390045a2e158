package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultTrustStoreTest {
    private static final X509Certificate OURS = new Certificates("CN=ours").authority();
    private static final X500Principal OUR_NAME = OURS.getSubjectX500Principal();
    private static final X500Principal NOBODY = new X500Principal("CN=nobody");

    @TempDir
    Path directory;

    @Test
    void authorities_fileOfTheProperty_areThoseNamed() throws Exception {
        List<X509Certificate> all = new ArrayList<>(Certificates.ofTheJdk());
        X509Certificate another = all.get(7);
        all.add(OURS);
        DefaultTrustStore store = set(Certificates.write(directory.resolve("authorities"), "JKS", all));

        assertThat(store.authorities(List.of(OUR_NAME))).containsExactly(OURS);
        assertThat(store.authorities(List.of(NOBODY, another.getSubjectX500Principal(), OUR_NAME)))
                .contains(another, OURS);
        assertThat(store.authorities(List.of(NOBODY))).isEmpty();
    }

    @Test
    void find_noProperty_isJssecacertsBeforeCacerts() throws Exception {
        Path security = Files.createDirectories(directory.resolve("lib/security"));
        Certificates.write(security.resolve("cacerts"), "JKS", List.of(OURS));
        Properties properties = new Properties();
        properties.setProperty("java.home", directory.toString());

        assertThat(DefaultTrustStore.find(properties).authorities(List.of(OUR_NAME)))
                .containsExactly(OURS);

        Certificates.write(security.resolve("jssecacerts"), "JKS", List.of());
        assertThat(DefaultTrustStore.find(properties).authorities(List.of(OUR_NAME)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"trustStorePassword", "trustStoreType", "trustStoreProvider"})
    void find_moreThanAFile_isLeftToTheJdk(String property) {
        Properties properties = new Properties();
        properties.setProperty("java.home", System.getProperty("java.home"));
        assertThat(DefaultTrustStore.find(properties)).isNotNull();

        properties.setProperty("javax.net.ssl." + property, "something");

        assertThat(DefaultTrustStore.find(properties)).isNull();
    }

    @Test
    void find_noFileAtAll_isLeftToTheJdk() {
        assertThat(set(Path.of("NONE"))).isNull();
    }

    @Test
    void find_otherTypeOfKeyStoreByDefault_isLeftToTheJdk() {
        String before = Security.getProperty("keystore.type");
        Security.setProperty("keystore.type", "PKCS11");
        try {
            assertThat(set(directory)).isNull();
        } finally {
            Security.setProperty("keystore.type", before);
        }
    }

    @Test
    void authorities_entryOfNoKnownKind_none() throws Exception {
        Path file = Certificates.write(directory.resolve("two"), "JKS", List.of(OURS, OURS));
        byte[] bytes = Files.readAllBytes(file);
        int second = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("authority 1") - 6;
        assertThat(bytes[second + 3]).isEqualTo((byte) 2);
        bytes[second + 3] = 3;
        Files.write(file, bytes);

        assertThat(set(file).authorities(List.of(OUR_NAME))).isEmpty();
    }

    @Test
    void authorities_anotherFormat_none() throws Exception {
        assertThat(set(Certificates.write(directory.resolve("p12"), "PKCS12", List.of(OURS)))
                        .authorities(List.of(OUR_NAME)))
                .isEmpty();
        assertThat(set(directory.resolve("missing")).authorities(List.of(OUR_NAME)))
                .isEmpty();
        assertThat(set(directory).authorities(List.of(OUR_NAME))).isEmpty();
    }

    @Test
    void authorities_fileCutShort_noneOrAsInTheWhole() throws Exception {
        Path whole = Certificates.write(directory.resolve("whole"), "JKS", List.of(OURS));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = directory.resolve("cut");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(cut, Arrays.copyOf(bytes, length));
            assertThat(set(cut).authorities(List.of(OUR_NAME))).isSubsetOf(OURS);
        }
    }

    private static DefaultTrustStore set(Path file) {
        Properties properties = new Properties();
        properties.setProperty("javax.net.ssl.trustStore", file.toString());
        return DefaultTrustStore.find(properties);
    }
}
