package io.github.secretscache.locallambda.aws;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The few types of DER, the binary form of ASN.1, that a certificate of ours is made of.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">X.690</a>
 */
final class Der {

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return element(0x30, parts);
    }

    static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    /** True; DER leaves out what is the default, which false always is in a certificate. */
    static byte[] yes() {
        return element(0x01, new byte[] {(byte) 0xff});
    }

    static byte[] nothing() {
        return element(0x05);
    }

    static byte[] octets(byte[] content) {
        return element(0x04, content);
    }

    /** Whole bytes, such as a signature. */
    static byte[] bits(byte[] content) {
        return element(0x03, new byte[1], content);
    }

    /** A set of flags: bit 0 is the highest bit of the byte. */
    static byte[] flags(int highestFirst) {
        int unused = Integer.numberOfTrailingZeros(highestFirst);
        return element(0x03, new byte[] {(byte) unused, (byte) highestFirst});
    }

    /** An object identifier, such as {@code 2.5.29.15}. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.", -1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(40 * Integer.parseInt(arcs[0]) + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            int arc = Integer.parseInt(arcs[i]);
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.write(0x80 | ((arc >>> shift) & 0x7f));
                }
            }
            out.write(arc & 0x7f);
        }
        return element(0x06, out.toByteArray());
    }

    /** Before 2050, as X.509 wants it. */
    static byte[] time(Instant instant) {
        return element(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** A value with a tag of its own in place of its type's. */
    static byte[] implicit(int tag, byte[] content) {
        return element(CONTEXT | tag, content);
    }

    /** A value in a wrapper with a tag of its own. */
    static byte[] explicit(int tag, byte[] element) {
        return element(CONTEXT | CONSTRUCTED | tag, element);
    }

    private static byte[] element(int type, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        if (content.size() < 0x80) {
            out.write(content.size());
        } else {
            byte[] size = BigInteger.valueOf(content.size()).toByteArray();
            int sign = size[0] == 0 ? 1 : 0;
            out.write(0x80 | (size.length - sign));
            out.write(size, sign, size.length - sign);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
