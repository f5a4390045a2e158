package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.util.RestoreSystemProperties;

/** Real handshakes on loopback, with the name of the server checked as HTTPS does. */
@RestoreSystemProperties
@Timeout(20)
class DefaultTrustTest {
    private static final String PROPERTY = "javax.net.ssl.trustStore";
    private static final Duration A_DAY = Duration.ofDays(1);

    private final Certificates first = new Certificates("CN=first, O=Tests");
    private final Certificates second = new Certificates("CN=second, O=Tests");
    private final Certificates stranger = new Certificates("CN=stranger, O=Tests");
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    private Path file;
    private SSLContext client;

    @BeforeEach
    void trustFirstAndSecond() throws Exception {
        file = Certificates.write(
                directory.resolve("authorities"), "JKS", List.of(first.authority(), second.authority()));
        System.setProperty(PROPERTY, file.toString());
        client = trusting(DefaultTrustStore.find(System.getProperties()));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void checkServerTrusted_authorityOfTheFileVouches_isTrusted() throws Exception {
        connect(first.server("localhost", A_DAY));
    }

    @Test
    void checkServerTrusted_fileChangedAfterwards_keepsWhatItHasParsed() throws Exception {
        connect(first.server("localhost", A_DAY));
        Files.write(file, new byte[10]);

        connect(first.server("localhost", A_DAY));
    }

    @Test
    void checkServerTrusted_anotherAuthorityLater_asksTheWholeStore() throws Exception {
        connect(first.server("localhost", A_DAY));
        connect(second.server("localhost", A_DAY));
        connect(first.server("localhost", A_DAY));
    }

    @Test
    void checkServerTrusted_authorityOfTheFile_theWholeStoreIsNotAsked() throws Exception {
        Path nobody = Certificates.write(directory.resolve("nobody"), "JKS", List.of(stranger.authority()));
        System.setProperty(PROPERTY, nobody.toString());

        connect(first.server("localhost", A_DAY));
        assertThatThrownBy(() -> connect(second.server("localhost", A_DAY))).isInstanceOf(SSLException.class);
    }

    @Test
    void checkServerTrusted_stranger_isRefusedAsByTheJdk() {
        assertThatThrownBy(() -> connect(stranger.server("localhost", A_DAY)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void checkServerTrusted_strangerWithTheNameOfAnAuthority_isRefused() {
        Certificates namesake = new Certificates("CN=first, O=Tests");

        assertThatThrownBy(() -> connect(namesake.server("localhost", A_DAY)))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("signature check failed");
    }

    @Test
    void checkServerTrusted_anotherHost_isRefused() {
        assertThatThrownBy(() -> connect(first.server("elsewhere", A_DAY)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void checkServerTrusted_expired_isRefused() {
        assertThatThrownBy(() -> connect(first.server("localhost", A_DAY.negated())))
                .isInstanceOf(SSLException.class)
                .hasStackTraceContaining("CertificateExpiredException");
    }

    /** The JDK trusts it at any time, native TLS does not. */
    @Test
    void checkServerTrusted_authorityOfTheRuntimeThatHasExpired_isRefused() throws Exception {
        Certificates expired = new Certificates("CN=expired, O=Tests", A_DAY.negated());
        trustRuntimeOf(expired);
        assertThatThrownBy(() -> connect(expired.server("localhost", A_DAY))).isInstanceOf(SSLException.class);

        trustRuntimeOf(first);
        connect(first.server("localhost", A_DAY));
    }

    private void trustRuntimeOf(Certificates authority) throws Exception {
        Path security = Files.createDirectories(directory.resolve("lib/security"));
        Certificates.write(security.resolve("cacerts"), "JKS", List.of(authority.authority()));
        Properties properties = new Properties();
        properties.setProperty("java.home", directory.toString());
        client = trusting(DefaultTrustStore.find(properties));
    }

    private static SSLContext trusting(DefaultTrustStore store) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new DefaultTrust(store)}, null);
        return context;
    }

    /** A handshake, as a client that wants localhost. */
    private void connect(KeyStore serverKeys) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(serverKeys, Certificates.PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(listening);
        Thread server = new Thread(() -> {
            try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                accepted.startHandshake();
            } catch (IOException e) {
                // The client says why.
            }
        });
        server.setDaemon(true);
        server.start();
        try (SSLSocket socket = (SSLSocket)
                client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setServerNames(List.of(new SNIHostName("localhost")));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
        }
        server.join();
    }
}
