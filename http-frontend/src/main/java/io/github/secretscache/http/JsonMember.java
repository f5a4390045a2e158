package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the JSON in a secret as a stream: whether it is valid, and one member of an object. */
final class JsonMember {
    private JsonMember() {}

    /** {@return whether the text is one JSON object or array, and nothing else} */
    static boolean isObjectOrArray(ByteBuffer text) {
        int first = text.position();
        while (first < text.limit() && isSpace(text.get(first))) {
            first++;
        }
        if (first == text.limit() || (text.get(first) != '{' && text.get(first) != '[')) {
            return false;
        }
        byte[] bytes = new byte[text.remaining()];
        text.get(bytes);
        try (JsonParser parser = JsonBody.FACTORY.createParser(bytes)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.currentToken().isStructEnd() && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Finds a member of a JSON object; the last of two with the same name.
     *
     * @param text a secret
     * @param key the member's name
     * @return a string as its text, anything else as its JSON; {@code null} if there is no member of that name
     * @throws IOException if the text is not a JSON object; its message may quote the text
     */
    static @Nullable ReplyContent find(String text, String key) throws IOException {
        ReplyContent found = null;
        try (JsonParser parser = JsonBody.FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(key);
                ReplyContent member = member(parser, text);
                found = wanted ? member : found;
            }
            if (parser.nextToken() != null) {
                throw new IOException("more than an object");
            }
        }
        return found;
    }

    private static ReplyContent member(JsonParser parser, String text) throws IOException {
        JsonToken value = parser.nextToken();
        if (value.isStructStart()) {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            int end = (int) parser.currentLocation().getCharOffset();
            return ReplyContent.json(utf8(text.substring(start, end)));
        }
        return ReplyContent.text(utf8(parser.getText()));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
