package io.github.secretscache.client;

import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an RFC 9457 body says.
 *
 * @param code the stable name of the problem, or null
 * @param detail the sentence for a human, or null
 */
record Problem(@Nullable String code, @Nullable String detail) {
    private static final int MAX_LENGTH = 500;

    static Problem of(Reply reply) {
        try {
            Map<String, @Nullable String> members = JsonReader.members(reply.text());
            String detail = members.get("detail");
            return new Problem(members.get("code"), detail == null ? members.get("title") : detail);
        } catch (CharacterCodingException | MalformedJsonException e) {
            return new Problem(null, "a description that cannot be read");
        }
    }

    /** {@return code and detail in a form that follows the status in a sentence} */
    @Override
    public String toString() {
        return (code == null ? "" : " (" + shown(code) + ")") + (detail == null ? "" : ": " + shown(detail));
    }

    /** One line, not too long, without the full stop the sentence around it has. */
    private static String shown(String text) {
        String line = text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
