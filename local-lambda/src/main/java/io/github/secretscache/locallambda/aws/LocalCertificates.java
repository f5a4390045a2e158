package io.github.secretscache.locallambda.aws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/**
 * A certificate authority that lives as long as this process, and one certificate of it for localhost, 127.0.0.1 and
 * ::1. The authority's key never leaves memory.
 */
final class LocalCertificates {

    /** Nothing secret: the authorities are public, and the server's key stays in memory. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final Duration RENEWED_BEFORE = Duration.ofDays(1);

    private static final Map<KeyKind, LocalCertificates> OF_THIS_PROCESS = new EnumMap<>(KeyKind.class);

    private final X509Certificate authority;
    private final X509Certificate server;
    private final SSLSocketFactory serverSockets;
    private final byte[] trustStore;

    private LocalCertificates(KeyKind kind, Instant now) throws GeneralSecurityException, IOException {
        KeyPair authorityKeys = kind.pair();
        KeyPair serverKeys = kind.pair();
        CertificateIssuer issuer = new CertificateIssuer(kind, authorityKeys, now);
        authority = issuer.authority();
        server = issuer.server(serverKeys.getPublic());
        serverSockets = serverSockets(serverKeys.getPrivate(), server, authority);
        trustStore = trustStore(authority);
    }

    /** The same for every endpoint of this process, because keys cost time, above all those of RSA. */
    static synchronized LocalCertificates ofThisProcess(KeyKind kind, Instant now) {
        LocalCertificates known = OF_THIS_PROCESS.get(kind);
        if (known == null
                || known.server.getNotAfter().toInstant().minus(RENEWED_BEFORE).isBefore(now)) {
            known = generate(kind, now);
            OF_THIS_PROCESS.put(kind, known);
        }
        return known;
    }

    private static LocalCertificates generate(KeyKind kind, Instant now) {
        try {
            return new LocalCertificates(kind, now);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "This JDK cannot serve TLS with a certificate of its own for a key of kind " + kind + ": "
                            + e.getMessage(),
                    e);
        }
    }

    SSLSocketFactory serverSockets() {
        return serverSockets;
    }

    private static SSLSocketFactory serverSockets(PrivateKey key, Certificate... chain)
            throws GeneralSecurityException, IOException {
        KeyStore keys = emptyStore("PKCS12");
        keys.setKeyEntry("server", key, PASSWORD, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getSocketFactory();
    }

    /** JKS, with this JDK's own authorities, if it has any, so that a client has as much to read as in Lambda. */
    void writeTrustStore(Path file) throws IOException {
        Files.write(file, trustStore);
    }

    private static byte[] trustStore(X509Certificate authority) throws GeneralSecurityException, IOException {
        Path own = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore store = emptyStore("JKS");
        if (Files.exists(own)) {
            KeyStore authorities = KeyStore.getInstance(own.toFile(), (char[]) null);
            for (String alias : Collections.list(authorities.aliases())) {
                store.setCertificateEntry(alias, authorities.getCertificate(alias));
            }
        }
        store.setCertificateEntry("local-lambda", authority);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        return bytes.toByteArray();
    }

    void writeAuthority(Path file) throws IOException {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore(String type) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        return store;
    }
}
