package io.github.secretscache.client;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one class that knows Jackson; loaded only when a type is asked for that needs it. Jackson's own messages quote the
 * value that did not fit, so neither they nor its exceptions leave this class.
 */
final class JacksonDecoder {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            // A rotation may add fields to a secret; that must not break its readers.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JacksonDecoder() {}

    static Object decode(Secret secret, Class<?> type) {
        Object value;
        try {
            value = MAPPER.readValue(secret.asString(), type);
        } catch (JsonMappingException e) {
            throw secret.failure("does not fit " + type.getName() + ": " + describe(e)
                    + ". Correct the secret or the type, or use get(name, decoder)");
        } catch (JsonProcessingException e) {
            throw secret.failure("is not valid JSON" + place(e.getLocation()) + " and cannot be decoded into "
                    + type.getName() + ". Correct the secret, or use asString()");
        }
        if (value == null) {
            throw secret.failure("is the JSON null and cannot be decoded into " + type.getName());
        }
        return readOnly(value);
    }

    private static String describe(JsonMappingException e) {
        String field = path(e.getPath());
        String subject = field.isEmpty() ? "the value" : "field \"" + field + "\"";
        if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            return subject + " cannot be read as " + mismatch.getTargetType().getTypeName();
        }
        Throwable thrown = e.getCause();
        return subject + " was refused with "
                + (thrown == null ? e : thrown).getClass().getName();
    }

    private static String path(List<JsonMappingException.Reference> references) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : references) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static String place(JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** Maps and lists are shared by all callers, so none may change them. */
    private static Object readOnly(Object value) {
        if (value.getClass() == LinkedHashMap.class) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((key, item) -> copy.put(key, item == null ? item : readOnly(item)));
            return Collections.unmodifiableMap(copy);
        }
        if (value.getClass() == ArrayList.class) {
            List<Object> copy = new ArrayList<>();
            ((List<?>) value).forEach(item -> copy.add(item == null ? item : readOnly(item)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }
}
