package io.github.secretscache.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes a secret into a class: the three plain ones itself, all others from JSON. */
final class TypeDecoder {
    private TypeDecoder() {}

    static Object decode(Secret secret, Class<?> type, JsonDecoder json) {
        if (type.isPrimitive()) {
            throw new IllegalArgumentException("type must not be primitive, but is " + type);
        }
        if (type == String.class) {
            return secret.asString();
        }
        if (type == byte[].class) {
            return secret.asBytes();
        }
        if (type == Secret.class) {
            return secret;
        }
        return secret.content().decoded().keep(type, fromJson(secret, type, json));
    }

    private static Object fromJson(Secret secret, Class<?> type, JsonDecoder json) {
        String text = secret.asString();
        Object value;
        try {
            value = json.decode(text, type);
        } catch (JacksonDecoder.NoJacksonException e) {
            throw secret.failure("cannot be decoded into " + type.getName() + ": Jackson is not on the class path. Add"
                    + " com.fasterxml.jackson.core:jackson-databind (2.x) or tools.jackson.core:jackson-databind (3.x), or"
                    + " use builder().jsonDecoder(...), field(\"...\") or get(name, decoder)");
        } catch (NoClassDefFoundError e) {
            throw secret.failure("cannot be decoded into " + type.getName() + ": a class is missing (" + e.getMessage()
                    + "). Put it on the class path; jackson-databind needs jackson-core and jackson-annotations");
        } catch (Exception e) {
            throw failure(secret, type, JsonProblem.of(e));
        }
        if (value == null) {
            throw secret.failure("is the JSON null and cannot be decoded into " + type.getName());
        }
        if (!type.isInstance(value)) {
            throw secret.failure("was decoded into " + value.getClass().getName() + " and not into " + type.getName()
                    + "; correct the decoder given to builder().jsonDecoder(...)");
        }
        return readOnly(value);
    }

    private static SecretsCacheException failure(Secret secret, Class<?> type, JsonProblem problem) {
        return problem.isMalformed()
                ? secret.failure("is not valid JSON" + problem.description() + " and cannot be decoded into "
                        + type.getName() + ". Correct the secret, or use asString()")
                : secret.failure("does not fit " + type.getName() + problem.description()
                        + ". Correct the secret or the type, or use get(name, decoder)");
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
