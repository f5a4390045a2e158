package io.github.secretscache.locallambda.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import javax.security.auth.x500.X500Principal;

/**
 * A certificate authority. It writes its certificates itself, as RFC 5280 says: the JDK has no public API for that, and
 * Bouncy Castle takes longer to load than all else of a certificate.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4">RFC 5280</a>
 */
final class CertificateIssuer {

    private static final X500Principal AUTHORITY =
            new X500Principal("CN=local-lambda CA, O=Secrets Cache local-lambda");
    private static final X500Principal SERVER = new X500Principal("CN=localhost");

    private static final BigInteger VERSION_3 = BigInteger.TWO;

    private static final Duration VALID = Duration.ofDays(30);
    /** A client's clock may be behind. */
    private static final Duration BACK_DATED = Duration.ofDays(1);

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";

    private static final int DIGITAL_SIGNATURE = 0b1000_0000;
    private static final int CERTIFICATES_AND_REVOCATIONS = 0b0000_0110;

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final KeyKind kind;
    private final KeyPair keys;
    private final Instant now;

    CertificateIssuer(KeyKind kind, KeyPair keys, Instant now) {
        this.kind = kind;
        this.keys = keys;
        this.now = now;
    }

    /** {@return its own certificate} */
    X509Certificate authority() throws GeneralSecurityException {
        byte[] authorityOfServersOnly = Der.sequence(Der.yes(), Der.integer(BigInteger.ZERO));
        return certificate(
                AUTHORITY,
                keys.getPublic(),
                subjectKey(keys.getPublic()),
                issuerKey(),
                extension(BASIC_CONSTRAINTS, true, authorityOfServersOnly),
                extension(KEY_USAGE, true, Der.flags(CERTIFICATES_AND_REVOCATIONS)));
    }

    /** {@return a certificate for this key's owner, a server on this machine} */
    X509Certificate server(PublicKey key) throws GeneralSecurityException {
        byte[] ipv6 = new byte[16];
        ipv6[15] = 1;
        byte[] names = Der.sequence(
                Der.implicit(DNS_NAME, "localhost".getBytes(US_ASCII)),
                Der.implicit(IP_ADDRESS, new byte[] {127, 0, 0, 1}),
                Der.implicit(IP_ADDRESS, ipv6));
        byte[] tlsServer = Der.sequence(Der.oid(SERVER_AUTHENTICATION));
        return certificate(
                SERVER,
                key,
                subjectKey(key),
                issuerKey(),
                extension(BASIC_CONSTRAINTS, true, Der.sequence()),
                extension(KEY_USAGE, true, Der.flags(DIGITAL_SIGNATURE)),
                extension(EXTENDED_KEY_USAGE, false, tlsServer),
                extension(SUBJECT_ALTERNATIVE_NAME, false, names));
    }

    private X509Certificate certificate(X500Principal subject, PublicKey key, byte[]... extensions)
            throws GeneralSecurityException {
        byte[] content = Der.sequence(
                Der.explicit(0, Der.integer(VERSION_3)),
                Der.integer(new BigInteger(120, new SecureRandom()).setBit(0)),
                kind.signatureIdentifier(),
                AUTHORITY.getEncoded(),
                Der.sequence(Der.time(now.minus(BACK_DATED)), Der.time(now.plus(VALID))),
                subject.getEncoded(),
                key.getEncoded(),
                Der.explicit(3, Der.sequence(extensions)));
        byte[] certificate =
                Der.sequence(content, kind.signatureIdentifier(), Der.bits(kind.sign(content, keys.getPrivate())));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }

    // Both key identifiers, because strict verifiers (Python's) refuse a chain without them.

    private static byte[] subjectKey(PublicKey key) throws GeneralSecurityException {
        return extension(SUBJECT_KEY_IDENTIFIER, false, Der.octets(identifier(key)));
    }

    private byte[] issuerKey() throws GeneralSecurityException {
        return extension(AUTHORITY_KEY_IDENTIFIER, false, Der.sequence(Der.implicit(0, identifier(keys.getPublic()))));
    }

    /** RFC 7093, method 4, as short as a SHA-1. */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 20);
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }
}
