package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The body of a native read and its media type. Holds a secret, so it is not a record, and its text is redacted. */
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

    /** A whole secret, whose {@link #typeOf type} is already known. */
    static ReplyContent of(String type, SecretValue value) {
        return new ReplyContent(type, value.asByteBuffer());
    }

    /**
     * A member of the secret's JSON object.
     *
     * @throws RequestException if the secret is no JSON object, or has no such member
     */
    static ReplyContent member(SecretValue value, String key) {
        ReplyContent member;
        try {
            member = value.isText() ? JsonMember.find(value.asString(), key) : null;
        } catch (IOException e) {
            // Without its cause: a parser's message may quote the value.
            throw new RequestException(
                    ErrorCode.NOT_A_JSON_OBJECT, "The secret is not a JSON object; read it without jsonKey.");
        }
        if (member == null) {
            throw new RequestException(
                    ErrorCode.JSON_KEY_NOT_FOUND, "The secret has no member " + Excerpt.of(key) + " at its top level.");
        }
        return member;
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
