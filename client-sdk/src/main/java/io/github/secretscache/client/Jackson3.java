package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** The one class that uses Jackson 3; loaded only if Jackson 3 is on the class path and a type is asked for. */
final class Jackson3 {
    private static final JsonMapper LENIENT = mapper().build();
    private static final JsonMapper STRICT = mapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private Jackson3() {}

    /** Jackson 2 refuses a missing component of a primitive type, Jackson 3 would make it zero or false. */
    private static final class PrimitivesAreRequired extends JacksonAnnotationIntrospector {
        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            return (member instanceof AnnotatedParameter && member.getRawType().isPrimitive())
                    ? Boolean.TRUE
                    : super.hasRequiredMarker(config, member);
        }
    }

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(new PrimitivesAreRequired())
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    }

    static Object decode(String json, Class<?> type, boolean needsAllComponents) {
        return (needsAllComponents ? STRICT : LENIENT).readValue(json, type);
    }

    /** {@return what an exception of Jackson 3 means, without quoting the text, or null if it is another exception} */
    static @Nullable JsonProblem problem(Exception e) {
        if (e instanceof DatabindException mapping) {
            JsonProblem.Path path = new JsonProblem.Path();
            mapping.getPath().forEach(step -> path.add(step.getPropertyName(), step.getIndex()));
            if (mapping instanceof InvalidDefinitionException unknown && unknown.getType() != null) {
                return JsonProblem.unknownType(path, unknown.getType().getRawClass());
            }
            Class<?> target = mapping instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
            return JsonProblem.mismatch(path, target, mapping.getOriginalMessage(), mapping);
        }
        if (e instanceof InputCoercionException outOfRange) {
            return JsonProblem.mismatch(new JsonProblem.Path(), outOfRange.getTargetType(), null, e);
        }
        if (e instanceof JacksonException reading) {
            TokenStreamLocation place = reading.getLocation();
            return place == null
                    ? JsonProblem.malformed()
                    : JsonProblem.malformed(place.getLineNr(), place.getColumnNr());
        }
        return null;
    }
}
