package io.github.secretscache.layer;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs certificates of servers, and files of authorities. */
final class Certificates {
    static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyPair keys = keys();
    private final X500Principal name;
    private final X509Certificate authority;

    Certificates(String name) {
        this(name, Duration.ofDays(1));
    }

    /** An authority that ends after a time; negative for expired. */
    Certificates(String name, Duration valid) {
        this.name = new X500Principal(name);
        this.authority = certificate(this.name, keys, null, valid);
    }

    X509Certificate authority() {
        return authority;
    }

    /** A store with the key of a server and its certificate, which ends after a time; negative for expired. */
    KeyStore server(String host, Duration valid) throws Exception {
        KeyPair serverKeys = keys();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        X509Certificate certificate = certificate(
                new X500Principal("CN=" + host), serverKeys, new GeneralName(GeneralName.dNSName, host), valid);
        store.setKeyEntry("server", serverKeys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        return store;
    }

    /** {@return the authorities of this JDK} */
    static List<X509Certificate> ofTheJdk() throws Exception {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
        List<X509Certificate> all = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            all.add((X509Certificate) store.getCertificate(alias));
        }
        return all;
    }

    static Path write(Path file, String type, Collection<X509Certificate> authorities) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        int number = 0;
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry("authority " + number++, authority);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
        return file;
    }

    private X509Certificate certificate(X500Principal subject, KeyPair subjectKeys, GeneralName host, Duration valid) {
        try {
            Instant end = Instant.now().plus(valid);
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(end.minus(Duration.ofDays(30))),
                    Date.from(end),
                    subject,
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host == null));
            if (host != null) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC"); // an RSA key takes a second
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
