package io.github.secretscache.layer;

import java.util.Arrays;

/**
 * Finds the subject of a certificate in DER without parsing the rest. Works on indexes for speed, because at start it
 * runs over a whole trust store in the JVM's interpreter.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5280#section-4.1">RFC 5280, section 4.1</a>
 */
final class EncodedCertificate {
    private static final byte EXPLICIT_VERSION = (byte) 0xA0;
    /** Serial number, signature algorithm, issuer, validity. */
    private static final int BEFORE_SUBJECT = 4;

    private final byte[] bytes;
    private int at;

    private EncodedCertificate(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /**
     * {@return whether the certificate that begins at an index has one of these encoded subjects}
     *
     * @throws RuntimeException if there is no certificate
     */
    static boolean hasSubject(byte[] bytes, int start, byte[][] subjects) {
        EncodedCertificate certificate = new EncodedCertificate(bytes, start);
        certificate.toContent();
        certificate.toContent();
        if (bytes[certificate.at] == EXPLICIT_VERSION) {
            certificate.toNext();
        }
        for (int i = 0; i < BEFORE_SUBJECT; i++) {
            certificate.toNext();
        }
        int from = certificate.at;
        certificate.toNext();
        for (byte[] subject : subjects) {
            if (Arrays.equals(bytes, from, certificate.at, subject, 0, subject.length)) {
                return true;
            }
        }
        return false;
    }

    private void toNext() {
        int length = toContent();
        at = Math.addExact(at, length);
    }

    /** Returns the length of the content. */
    private int toContent() {
        at++; // tag
        int first = bytes[at++];
        if (first >= 0) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7F; i > 0; i--) {
            length = Math.addExact(Math.multiplyExact(length, 0x100), bytes[at++] & 0xFF);
        }
        return length;
    }
}
