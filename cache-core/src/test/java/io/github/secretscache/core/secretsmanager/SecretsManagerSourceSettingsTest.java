package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.util.RestoreSystemProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of the process with which no call can be made, given as the system properties beside the variables. */
@Isolated("sets system properties")
@RestoreSystemProperties
@Timeout(60)
class SecretsManagerSourceSettingsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "aws.region, US_EAST_1, 'Configured region (US_EAST_1) resulted in an invalid URI'",
        "aws.maxAttempts, abc, 'For input string: \"abc\"'",
        "aws.useFipsEndpoint, maybe, was defined as",
        "aws.endpointUrlSecretsManager, my-host, 'The URI scheme of endpointOverride must not be null'",
        "aws.endpointUrl, localhost:1, 'Expected scheme-specific part'"
    })
    void setting_thatTheSdkRefuses_isNamed_isNotRetryable_andIsFoundWithoutACall(
            String property, String value, String reason) {
        System.setProperty(property, value);

        assertRefused(property, reason);
    }

    @Test
    void fips_withAnEndpoint_isNamed() {
        System.setProperty("aws.useFipsEndpoint", "true");
        System.setProperty("aws.endpointUrlSecretsManager", "http://localhost:1");

        assertRefused("aws.useFipsEndpoint", "FIPS and custom endpoint are not supported");
    }

    @Test
    void configFile_thatIsBroken_isNamed() throws Exception {
        System.setProperty(
                "aws.configFile",
                Files.writeString(folder.resolve("config"), "[default\nregion=x\n")
                        .toString());

        assertRefused("aws.configFile", "Profile definition must end with ']' on line 1");
    }

    @Test
    void trustStore_thatIsMissing_isToldFromAnUntrustedServer() {
        System.setProperty(
                "javax.net.ssl.trustStore", folder.resolve("none.p12").toString());

        assertRefused("javax.net.ssl.trustStore", "there is no such file");
    }

    /** Without a password such a store opens, and looks empty. */
    @Test
    void trustStore_ofKeytoolsDefaultKind_needsItsPassword() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("one", anyAuthority());
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStore", file.toString());

        assertRefused(
                "javax.net.ssl.trustStore",
                "no certificate can be read in it without its password; set -Djavax.net.ssl.trustStorePassword");
    }

    @Test
    void settings_thatAreRight_areNoProblem() {
        System.setProperty("aws.region", "eu-west-1");

        try (SecretsManagerSource source = SecretsManagerSource.create()) {
            assertThat(source.settingProblems()).isEmpty();
        }
    }

    private static X509Certificate anyAuthority() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers()[0];
    }

    @BeforeEach
    void setCredentials() {
        System.setProperty("aws.accessKeyId", "AKID");
        System.setProperty("aws.secretAccessKey", "key");
        System.setProperty("aws.region", "eu-west-1");
    }

    private static void assertRefused(String property, String reason) {
        try (SecretsManagerSource source = SecretsManagerSource.create()) {
            assertThat(source.settingProblems()).singleElement().asString().contains(property, reason);

            SecretFetchException failure = Sources.failure(source, SecretId.of("db"));

            assertThat(failure.reason()).isEqualTo(Reason.INVALID_REQUEST);
            assertThat(failure)
                    .hasMessageStartingWith(
                            "cannot read secret db: no call can be made with the settings of this process (")
                    .hasMessageContainingAll(property, reason);
        }
    }
}
