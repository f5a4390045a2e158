package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/**
 * Why a text could not be decoded. Quotes nothing of the text, in contrast to a mapper's own messages.
 *
 * @param isMalformed whether the text is not JSON at all
 * @param description follows "does not fit TYPE" or "is not valid JSON"
 */
record JsonProblem(boolean isMalformed, String description) {
    /** Where in the JSON a value stands: {@code hosts[1].name}. */
    static final class Path {
        private final StringBuilder text = new StringBuilder();

        void add(@Nullable String field, int index) {
            if (field == null) {
                text.append('[').append(index).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(field);
            }
        }

        private String subject() {
            return text.isEmpty() ? "the value" : "field \"" + text + "\"";
        }
    }

    static JsonProblem of(Exception e) {
        JsonProblem problem = OptionalLibrary.JACKSON_2.isPresent() ? Jackson2.problem(e) : null;
        if (problem == null && OptionalLibrary.JACKSON_3.isPresent()) {
            problem = Jackson3.problem(e);
        }
        return problem == null
                ? new JsonProblem(false, ": refused with " + e.getClass().getName())
                : problem;
    }

    static JsonProblem malformed() {
        return new JsonProblem(true, "");
    }

    static JsonProblem malformed(int line, int column) {
        return new JsonProblem(true, " at line " + line + ", column " + column);
    }

    static JsonProblem unknownType(Path path, Class<?> type) {
        return new JsonProblem(
                false,
                ": " + path.subject() + " needs a mapper that can make " + type.getTypeName()
                        + ", such as your own by builder().jsonDecoder(mapper::readValue)");
    }

    static JsonProblem mismatch(Path path, @Nullable Class<?> target, @Nullable String message, Exception thrown) {
        if (message != null && message.startsWith("Missing ")) { // Jackson has no other way to tell
            return new JsonProblem(false, ": " + path.subject() + " is missing");
        }
        if (target != null) {
            return new JsonProblem(false, ": " + path.subject() + " cannot be read as " + target.getTypeName());
        }
        Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
        return new JsonProblem(
                false,
                ": " + path.subject() + " was refused with " + cause.getClass().getName());
    }
}
