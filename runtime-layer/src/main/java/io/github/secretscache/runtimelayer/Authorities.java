package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The public certificate authorities that the layer trusts: the checked-in list, and none of the machine that builds the
 * layer. jlink copies the authorities of the JDK, which on many Linux distributions are those of the system,
 * with whatever a company has added.
 */
final class Authorities {
    /** JKS files need a password, even for public certificates. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** The alias by which the JDK recognises public authorities. */
    private static final String PUBLIC = " [jdk]";

    /** For TLS clients that read PEM. */
    private static final String BUNDLE = "roots.pem";

    /** The content of the bundle, its origin and its licence. */
    private static final String LIST = "roots.txt";

    /** @see <a href="https://www.amazontrust.com/repository/">Amazon Trust Services</a> */
    private static final String OF_AWS = ".*\\bO=(Amazon|\"?Starfield Technologies, Inc\\.\"?)(,.*|$)";

    private static final Pattern SOURCE = Pattern.compile("certifi [0-9][0-9a-z.]*");

    private Authorities() {}

    /**
     * Replaces the authorities of a linked runtime. All of them go into {@code jssecacerts}, which decides whom the JVM
     * trusts; the extension parses only parts of it. {@code cacerts}, which the JDK parses as a whole to see whether
     * an authority is a public one (its wildcards and SHA-1 are then restricted), keeps those of AWS's endpoints.
     */
    static void replace(Path layer, Path image) throws IOException, GeneralSecurityException {
        KeyStore all = empty();
        KeyStore ofAws = empty();
        for (X509Certificate authority : trusted()) {
            String alias = fingerprint(authority) + PUBLIC;
            all.setCertificateEntry(alias, authority);
            if (authority.getSubjectX500Principal().getName("RFC1779").matches(OF_AWS)) {
                ofAws.setCertificateEntry(alias, authority);
            }
        }
        Path security = image.resolve("lib/security");
        store(all, security.resolve("jssecacerts"));
        store(ofAws, security.resolve("cacerts"));
        Files.write(security.resolve(BUNDLE), resource(BUNDLE));
        Path licences = Files.createDirectories(layer.resolve("secrets-cache/licences/mozilla-roots"));
        Files.write(licences.resolve(LIST), resource(LIST));
    }

    static List<X509Certificate> trusted() throws GeneralSecurityException, IOException {
        try (InputStream bundle = open(BUNDLE)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(bundle).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    /** {@return the SHA-256 of the whole certificate, in lower-case hexadecimal} */
    static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().formatHex(digest);
    }

    /** {@return the package and the version that the list was taken from} */
    static String source() {
        Matcher source = SOURCE.matcher(new String(resource(LIST), UTF_8));
        if (!source.find()) {
            throw new IllegalStateException(LIST + " does not say where the authorities are from");
        }
        return source.group();
    }

    private static byte[] resource(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Authorities.class.getResourceAsStream(name), name);
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        return store;
    }

    private static void store(KeyStore authorities, Path file) throws IOException, GeneralSecurityException {
        // The JDK's file may be a link to the system's, which would be written to.
        Files.deleteIfExists(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            authorities.store(out, PASSWORD);
        }
    }
}
