package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.nio.ByteBuffer;

/** The body of a native read and its media type. Holds a secret: not a record, and redacted. */
final class ReplyContent {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String BINARY = "application/octet-stream";

    private final String type;
    private final ByteBuffer payload;

    private ReplyContent(String type, ByteBuffer payload) {
        this.type = type;
        this.payload = payload;
    }

    /** The whole of a secret, whose {@link #typeOf type} is known already. */
    static ReplyContent of(String type, SecretValue value) {
        return new ReplyContent(type, value.asByteBuffer());
    }

    static String typeOf(SecretValue value) {
        if (!value.isText()) {
            return BINARY;
        }
        return JsonMember.isObjectOrArray(value.asByteBuffer()) ? JSON : TEXT;
    }

    static ReplyContent json(ByteBuffer payload) {
        return new ReplyContent(JSON, payload);
    }

    static ReplyContent text(ByteBuffer payload) {
        return new ReplyContent(TEXT, payload);
    }

    String type() {
        return type;
    }

    ByteBuffer payload() {
        return payload;
    }

    @Override
    public String toString() {
        return "ReplyContent[" + type + ", " + payload.remaining() + " bytes]";
    }
}
