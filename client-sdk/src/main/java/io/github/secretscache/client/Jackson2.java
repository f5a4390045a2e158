package io.github.secretscache.client;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** The one class that uses Jackson 2; loaded only if Jackson 2 is on the class path and a type is asked for. */
final class Jackson2 {
    private static final JsonMapper LENIENT = mapper().build();
    private static final JsonMapper STRICT = mapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private Jackson2() {}

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    static Object decode(String json, Class<?> type, boolean needsAllComponents) throws JsonProcessingException {
        return (needsAllComponents ? STRICT : LENIENT).readValue(json, type);
    }

    /** {@return what an exception of Jackson 2 means, without quoting the text, or null if it is another exception} */
    static @Nullable JsonProblem problem(Exception e) {
        if (e instanceof JsonMappingException mapping) {
            JsonProblem.Path path = new JsonProblem.Path();
            mapping.getPath().forEach(step -> path.add(step.getFieldName(), step.getIndex()));
            if (mapping instanceof InvalidDefinitionException unknown && unknown.getType() != null) {
                return JsonProblem.unknownType(path, unknown.getType().getRawClass());
            }
            return JsonProblem.mismatch(path, target(mapping), mapping.getOriginalMessage(), mapping);
        }
        if (e instanceof JsonProcessingException processing) {
            JsonLocation place = processing.getLocation();
            return place == null
                    ? JsonProblem.malformed()
                    : JsonProblem.malformed(place.getLineNr(), place.getColumnNr());
        }
        return null;
    }

    private static @Nullable Class<?> target(JsonMappingException e) {
        if (e.getCause() instanceof InputCoercionException outOfRange) {
            return outOfRange.getTargetType();
        }
        return e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    }
}
