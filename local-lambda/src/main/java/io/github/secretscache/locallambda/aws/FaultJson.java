package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fault as JSON or YAML: {@code kind} and, to limit it, {@code secret}, {@code operation}, and so on. */
final class FaultJson {

    private static final List<String> FIELDS = List.of("kind", "secret", "operation", "times", "delayMillis");

    private FaultJson() {}

    /** Throws IllegalArgumentException with the problem. */
    static Fault read(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw new IllegalArgumentException(
                    "a fault must be a JSON object such as {\"kind\":\"throttle\",\"times\":3}");
        }
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw new IllegalArgumentException("unknown field \"" + name + "\"; there are " + FIELDS);
            }
        }
        return new Fault(
                kind(body.path("kind").asText()),
                text(body, "secret"),
                text(body, "operation"),
                (int) number(body, "times"),
                Duration.ofMillis(number(body, "delayMillis")));
    }

    static void write(Fault fault, ObjectNode target) {
        target.put("kind", fault.kind().spelling());
        if (fault.secret() != null) {
            target.put("secret", fault.secret());
        }
        if (fault.operation() != null) {
            target.put("operation", fault.operation());
        }
        target.put("times", fault.times()).put("delayMillis", fault.delay().toMillis());
    }

    private static Fault.Kind kind(String spelling) {
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind.spelling().equals(spelling)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind must be one of "
                + Arrays.stream(Fault.Kind.values()).map(Fault.Kind::spelling).toList() + "; received \"" + spelling
                + "\"");
    }

    private static @Nullable String text(JsonNode body, String field) {
        return body.hasNonNull(field) ? body.get(field).asText() : null;
    }

    private static long number(JsonNode body, String field) {
        JsonNode value = body.path(field);
        if (!value.isMissingNode() && !(value.isIntegralNumber() && value.canConvertToInt())) {
            throw new IllegalArgumentException(field + " must be a whole number; received " + value);
        }
        return value.asLong(0);
    }
}
