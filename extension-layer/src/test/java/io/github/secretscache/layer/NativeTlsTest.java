package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeTlsTest {
    private static final String PEM = "a comment\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    @TempDir
    Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final Properties properties = new Properties();

    @BeforeEach
    void layerWithItsOwnRuntime() throws IOException {
        Files.createDirectories(home.resolve("lib/security"));
        Files.createFile(home.resolve("lib/libaws-crt-jni.so"));
        properties.setProperty("java.home", home.toString());
    }

    @Test
    void nothingIsSet_thePinnedRootsAreTrusted() {
        assertThat(authorities()).isEqualTo(home.resolve("lib/security/roots.pem"));
    }

    @Test
    void jarsOnlyLayer_hasTheJdksTls() throws IOException {
        Files.delete(home.resolve("lib/libaws-crt-jni.so"));

        assertThat(authorities()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_CA_BUNDLE", "SSL_CERT_FILE"})
    void bundle_isTrustedInPlaceOfThePinnedRoots(String variable) throws IOException {
        variables.put(variable, " " + bundle("own.pem", PEM) + " ");

        assertThat(authorities()).isEqualTo(home.resolve("own.pem"));
    }

    @Test
    void bundleForAws_countsBeforeThatForAll() throws IOException {
        variables.put("AWS_CA_BUNDLE", bundle("aws.pem", PEM));
        variables.put("SSL_CERT_FILE", bundle("all.pem", PEM));

        assertThat(authorities()).isEqualTo(home.resolve("aws.pem"));
    }

    /** And not with the next one, or the pinned roots: those may trust more. */
    @ParameterizedTest
    @ValueSource(strings = {"AWS_CA_BUNDLE", "SSL_CERT_FILE"})
    void bundleThatIsNotPem_orNotThere_isOfTheJdk_whichReadsDerAndSaysWhatIsWrong(String variable) throws IOException {
        variables.put("SSL_CERT_FILE", bundle("all.pem", PEM));
        variables.put(variable, bundle("der.crt", "\0\1\2"));
        assertThat(authorities()).isNull();

        variables.put(variable, "/no/such/file.pem");
        assertThat(authorities()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https_proxy", "HTTPS_PROXY"})
    void proxy_isOfTheJdk(String variable) {
        variables.put(variable, "http://proxy:3128");

        assertThat(authorities()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "javax.net.ssl.trustStore, /etc/truststore.jks",
        "javax.net.ssl.trustStoreType, PKCS12",
        "javax.net.ssl.keyStore, /etc/client.p12",
        "https.proxyHost, proxy",
        "https.protocols, TLSv1.3",
        "jdk.tls.client.protocols, TLSv1.3",
        "socksProxyHost, proxy",
        "java.net.useSystemProxies, true",
        "io.github.secretscache.tls, jdk"
    })
    void jdksOwnProperties_areOfTheJdk(String name, String value) {
        properties.setProperty(name, value);

        assertThat(authorities()).isNull();
    }

    /** The launcher sets this one for the JDK's TLS. */
    @Test
    void orderOfTheGroups_changesNothing() {
        properties.setProperty("jdk.tls.namedGroups", "x25519");

        assertThat(authorities()).isNotNull();
    }

    private Path authorities() {
        return NativeTls.authorities(new Environment(variables), properties);
    }

    private String bundle(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text).toString();
    }
}
