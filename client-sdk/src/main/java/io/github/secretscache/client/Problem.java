package io.github.secretscache.client;

import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of an RFC 9457 body.
 *
 * @param code the stable name of the problem, empty if there is none
 * @param detail the sentence for a human, empty if there is none
 * @param missingAction the IAM action that must be allowed; that of reading a secret unless another is named
 */
record Problem(String code, String detail, String missingAction) {
    private static final int MAX_LENGTH = 500;

    static Problem of(ReadRequest request, Reply reply) {
        Map<String, @Nullable String> members;
        try {
            members = JsonReader.members(reply.text());
        } catch (CharacterCodingException | MalformedJsonException e) {
            members = Map.of("detail", "with a description that cannot be read");
        }
        return new Problem(
                member(members, "code", ""),
                member(members, "detail", member(members, "title", "")),
                member(members, "missingAction", request.kind().readAction()));
    }

    /** {@return code and detail, worded to follow the status in a sentence} */
    @Override
    public String toString() {
        return (code.isEmpty() ? "" : " (" + code + ")") + (detail.isEmpty() ? "" : ": " + detail);
    }

    private static String member(Map<String, @Nullable String> members, String name, String otherwise) {
        String value = members.get(name);
        return value == null ? otherwise : oneLine(value);
    }

    /** {@return a server's text, made fit for a sentence: one line, not too long, without a full stop} */
    static String oneLine(String text) {
        String line = text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
