package io.github.secretscache.extension.api;

import java.nio.charset.StandardCharsets;

/** Builds the bytes of one HTTP/1.1 request. The one place where a header is written. */
final class HttpRequest {
    private static final byte[] NO_BODY = {};

    private final StringBuilder head = new StringBuilder(256);

    HttpRequest(String method, String path, RuntimeApiAddress address) {
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
        header("Host", address.toString());
    }

    /**
     * Adds a header.
     *
     * @throws IllegalArgumentException if the value is empty, begins or ends with a space, or holds a control character,
     *     which could end the header and begin another
     */
    HttpRequest header(String name, String value) {
        int length = value.length();
        boolean legal = length > 0 && value.charAt(0) != ' ' && value.charAt(length - 1) != ' ';
        for (int i = 0; legal && i < length; i++) {
            legal = !Character.isISOControl(value.charAt(i));
        }
        if (!legal) {
            throw new IllegalArgumentException(name + " must not be empty, begin or end with a space or hold a control"
                    + " character; it is \"" + Printable.of(value) + "\"");
        }
        head.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    byte[] withoutBody() {
        return encode(NO_BODY);
    }

    byte[] withJson(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        header("Content-Type", "application/json");
        header("Content-Length", Integer.toString(body.length));
        return encode(body);
    }

    /** Head and body in one array, so that they are sent in one packet. */
    private byte[] encode(byte[] body) {
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] request = new byte[start.length + body.length];
        System.arraycopy(start, 0, request, 0, start.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }
}
