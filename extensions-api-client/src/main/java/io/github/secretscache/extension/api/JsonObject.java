package io.github.secretscache.extension.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from a reply. A missing mandatory member is an error; an optional member of an unexpected type counts
 * as absent.
 */
final class JsonObject {
    /** 2^53: up to here a double represents every integer exactly. */
    private static final double MAX_EXACT = 9_007_199_254_740_992.0;

    private final Map<?, ?> members;

    private JsonObject(Map<?, ?> members) {
        this.members = members;
    }

    static JsonObject parse(byte[] utf8) throws MalformedReplyException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedReplyException("not JSON: not UTF-8");
        }
        if (JsonParser.parse(text) instanceof Map<?, ?> map) {
            return new JsonObject(map);
        }
        throw new MalformedReplyException("JSON, but not an object");
    }

    String string(String key) throws MalformedReplyException {
        if (members.get(key) instanceof String string) {
            return string;
        }
        throw unusable(key, "a string");
    }

    @Nullable
    String stringOrNull(String key) {
        return members.get(key) instanceof String string ? string : null;
    }

    @Nullable
    JsonObject objectOrNull(String key) {
        return members.get(key) instanceof Map<?, ?> map ? new JsonObject(map) : null;
    }

    /** An integer in any notation: {@code 1.5e3} is one. */
    long integer(String key) throws MalformedReplyException {
        Object value = members.get(key);
        if (value instanceof Long integer) {
            return integer;
        }
        if (value instanceof Double number && Math.abs(number) <= MAX_EXACT && number == Math.rint(number)) {
            return number.longValue();
        }
        throw unusable(key, "an integer");
    }

    private MalformedReplyException unusable(String key, String expected) {
        return new MalformedReplyException(
                "\"" + key + "\" is " + (members.get(key) == null ? "missing" : "not " + expected));
    }
}
