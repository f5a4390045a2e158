package io.github.secretscache.locallambda.aws;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority that lives as long as this process, and one certificate of it for localhost, 127.0.0.1 and
 * ::1. The authority's key never leaves memory; RSA 2048, as the certificates of AWS's own endpoints are.
 */
final class LocalCertificates {

    /** Nothing secret: the authorities are public, and the server's key stays in memory. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final X500Principal AUTHORITY =
            new X500Principal("CN=local-lambda CA, O=Secrets Cache local-lambda");
    private static final Duration VALID = Duration.ofDays(30);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(1);

    private static @Nullable LocalCertificates ofThisProcess;

    private final X509Certificate authority;
    private final X509Certificate server;
    private final PrivateKey serverKey;
    private final byte[] trustStore;

    private LocalCertificates(X509Certificate authority, X509Certificate server, PrivateKey serverKey)
            throws GeneralSecurityException, IOException {
        this.authority = authority;
        this.server = server;
        this.serverKey = serverKey;
        this.trustStore = trustStore(authority);
    }

    /** The same for every endpoint of this process, because two RSA keys cost more than all else of a start. */
    static synchronized LocalCertificates ofThisProcess(Instant now) {
        LocalCertificates known = ofThisProcess;
        if (known == null
                || known.server.getNotAfter().toInstant().minus(RENEWED_BEFORE).isBefore(now)) {
            known = generate(now);
            ofThisProcess = known;
        }
        return known;
    }

    private static LocalCertificates generate(Instant now) {
        try {
            // Side by side: in a JVM that has just started, each takes about as long as all else of a start.
            CompletableFuture<KeyPair> authorityKeysLater = CompletableFuture.supplyAsync(
                    LocalCertificates::keys, command -> new Thread(command, "keys").start());
            KeyPair serverKeys = keys();
            KeyPair authorityKeys = authorityKeysLater.join();
            X509Certificate authority = authority(authorityKeys, now);
            X509Certificate server = server(serverKeys, authorityKeys, now);
            return new LocalCertificates(authority, server, serverKeys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(
                    "This JDK cannot make an RSA certificate and a JKS trust store of its own authorities: "
                            + e.getMessage(),
                    e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot make an RSA key: " + e.getMessage(), e);
        }
    }

    SSLSocketFactory serverSockets() {
        try {
            KeyStore keys = emptyStore("PKCS12");
            keys.setKeyEntry("server", serverKey, PASSWORD, new Certificate[] {server, authority});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This JDK cannot serve TLS: " + e.getMessage(), e);
        }
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

    private static X509Certificate authority(KeyPair keys, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder = certificate(AUTHORITY, keys, keys, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(builder, keys);
    }

    private static X509Certificate server(KeyPair keys, KeyPair issuer, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        X509v3CertificateBuilder builder = certificate(new X500Principal("CN=localhost"), keys, issuer, now);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
        return sign(builder, issuer);
    }

    private static X509v3CertificateBuilder certificate(
            X500Principal subject, KeyPair keys, KeyPair issuer, Instant now)
            throws GeneralSecurityException, IOException {
        // Back-dated: a client's clock may be behind.
        Date from = Date.from(now.minus(Duration.ofDays(1)));
        Date to = Date.from(now.plus(VALID));
        BigInteger serial = new BigInteger(120, new SecureRandom());
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        // Both key identifiers, because strict verifiers (Python's) refuse a chain without them.
        return new JcaX509v3CertificateBuilder(AUTHORITY, serial, from, to, subject, keys.getPublic())
                .addExtension(
                        Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(issuer.getPublic()));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer.getPrivate())));
    }
}
