package io.github.secretscache.layer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The file of authorities that the JDK trusts by default, if it is in the JKS format: single authorities can be read
 * without parsing the others.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/security/java-secure-socket-extension-jsse-reference-guide.html">
 *     JSSE Reference Guide</a>, on the properties {@code javax.net.ssl.trustStore*}
 */
final class DefaultTrustStore {
    private static final String PROPERTY = "javax.net.ssl.trustStore";
    private static final int JKS_MAGIC = 0xFEEDFEED;
    private static final int JKS_VERSION = 2;
    private static final int PRIVATE_KEY = 1;
    private static final int TRUSTED_CERTIFICATE = 2;

    /** The JDK's value for "no file". */
    private static final String NO_FILE = "NONE";
    /** The default types of key stores; the JDK detects which of them a file is. */
    private static final Set<String> FILE_TYPES = Set.of("jks", "pkcs12");

    private final Path file;
    private final boolean isOfRuntime;

    private DefaultTrustStore(Path file, boolean isOfRuntime) {
        this.file = file;
        this.isOfRuntime = isOfRuntime;
    }

    /**
     * {@return the store; {@code null} if the JDK would do more than read a file, or would read none}
     *
     * @param properties the system properties
     */
    static @Nullable DefaultTrustStore find(Properties properties) {
        boolean plain = properties.getProperty(PROPERTY + "Password", "").isEmpty()
                && properties.getProperty(PROPERTY + "Type", "").isEmpty()
                && properties.getProperty(PROPERTY + "Provider", "").isEmpty()
                && FILE_TYPES.contains(KeyStore.getDefaultType().toLowerCase(Locale.ROOT));
        String set = properties.getProperty(PROPERTY);
        if (!plain || NO_FILE.equals(set)) {
            return null;
        }
        if (set != null) {
            return of(set);
        }
        Path security = Path.of(properties.getProperty("java.home", ""), "lib", "security");
        Path own = security.resolve("jssecacerts");
        return new DefaultTrustStore(Files.exists(own) ? own : security.resolve("cacerts"), true);
    }

    private static @Nullable DefaultTrustStore of(String file) {
        try {
            return new DefaultTrustStore(Path.of(file), false);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** {@return whether it came with the runtime; else a property has named it} */
    boolean isOfRuntime() {
        return isOfRuntime;
    }

    /** {@return the authorities with these names; none if the file cannot be read, or has another format} */
    List<X509Certificate> authorities(Collection<X500Principal> names) {
        byte[][] subjects = new byte[names.size()][];
        int next = 0;
        for (X500Principal name : names) {
            subjects[next++] = name.getEncoded();
        }
        try {
            return authorities(Files.readAllBytes(file), subjects);
        } catch (IOException | CertificateException | RuntimeException e) {
            return List.of();
        }
    }

    /** Reads up to the first private key; a file of authorities has none. */
    private static List<X509Certificate> authorities(byte[] bytes, byte[][] subjects) throws CertificateException {
        List<X509Certificate> found = new ArrayList<>();
        ByteBuffer entries = ByteBuffer.wrap(bytes);
        if (entries.getInt() != JKS_MAGIC || entries.getInt() != JKS_VERSION) {
            return found;
        }
        int count = entries.getInt();
        for (int i = 0; i < count; i++) {
            int tag = entries.getInt();
            if (tag == PRIVATE_KEY) {
                return found;
            }
            if (tag != TRUSTED_CERTIFICATE) {
                throw new CertificateException("no entry of a JKS file has the tag " + tag);
            }
            skip(entries, Short.toUnsignedInt(entries.getShort())); // alias
            entries.getLong(); // date
            skip(entries, Short.toUnsignedInt(entries.getShort())); // type
            int length = entries.getInt();
            int start = entries.position();
            skip(entries, length);
            if (EncodedCertificate.hasSubject(bytes, start, subjects)) {
                found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes, start, length)));
            }
        }
        return found;
    }

    private static void skip(ByteBuffer entries, int length) {
        entries.position(entries.position() + length);
    }
}
