package io.github.secretscache.crt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a TLS client offers in its first message.
 *
 * @param groups for the key exchange
 * @param keyShares those that it sends a key for
 * @param versions of TLS
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-4.1.2">RFC 8446, section 4.1.2</a>
 */
record ClientHello(List<Integer> groups, List<Integer> keyShares, List<Integer> versions) {
    private static final int SUPPORTED_GROUPS = 10;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int KEY_SHARE = 51;
    private static final int RECORD_HEAD = 5;
    private static final int BEFORE_SESSION_ID = 4 + 2 + 32;

    static ClientHello read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        ByteBuffer head = ByteBuffer.wrap(in.readNBytes(RECORD_HEAD));
        ByteBuffer hello = ByteBuffer.wrap(in.readNBytes(head.getShort(3)));
        hello.position(BEFORE_SESSION_ID);
        skip(hello, hello.get() & 0xFF);
        skip(hello, hello.getShort());
        skip(hello, hello.get());
        hello.getShort();
        ClientHello offered = new ClientHello(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        while (hello.hasRemaining()) {
            int type = hello.getShort();
            ByteBuffer data = hello.slice().limit(hello.getShort(hello.position()) + 2);
            data.position(2);
            skip(hello, data.limit());
            offered.take(type, data);
        }
        return offered;
    }

    private void take(int type, ByteBuffer data) {
        switch (type) {
            case SUPPORTED_GROUPS -> {
                data.getShort();
                numbers(data, groups);
            }
            case SUPPORTED_VERSIONS -> {
                data.get();
                numbers(data, versions);
            }
            case KEY_SHARE -> {
                data.getShort();
                while (data.hasRemaining()) {
                    keyShares.add((int) data.getShort());
                    skip(data, data.getShort());
                }
            }
            default -> {}
        }
    }

    private static void numbers(ByteBuffer data, List<Integer> to) {
        while (data.hasRemaining()) {
            to.add((int) data.getShort());
        }
    }

    private static void skip(ByteBuffer buffer, int length) {
        buffer.position(buffer.position() + length);
    }
}
