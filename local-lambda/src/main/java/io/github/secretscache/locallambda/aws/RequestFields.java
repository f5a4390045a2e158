package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON body of a request, read with the service's own error messages. */
final class RequestFields {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode body;

    private RequestFields(JsonNode body) {
        this.body = body;
    }

    static RequestFields parse(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node == null || !node.isObject()) {
                throw serialization("Start of structure or map found where not expected.");
            }
            return new RequestFields(node);
        } catch (IOException e) {
            // Without the parser's message, because it quotes the body.
            throw serialization("The request body is not valid JSON.");
        }
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw ServiceException.validation("1 validation error detected: Value null at '" + camel(name)
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    @Nullable
    String optional(String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw serialization(name + " must be a string.");
        }
        return value.textValue();
    }

    /** A version id or a request token: 32 to 64 characters. */
    @Nullable
    String optionalId(String name) {
        String value = optional(name);
        if (value != null && (value.length() < 32 || value.length() > 64)) {
            throw ServiceException.validation("1 validation error detected: Value '" + value + "' at '" + camel(name)
                    + "' failed to satisfy constraint: Member must have length between 32 and 64");
        }
        return value;
    }

    String requestToken() {
        String token = optionalId("ClientRequestToken");
        if (token == null) {
            throw ServiceException.invalidRequest(
                    "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
        }
        return token;
    }

    List<String> list(String name, int max) {
        List<String> values = new ArrayList<>();
        for (JsonNode each : body.path(name)) {
            values.add(each.asText());
        }
        if (values.size() > max) {
            throw ServiceException.validation("1 validation error detected: Value at '" + camel(name)
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + max);
        }
        return values;
    }

    /** The texts of a list, and of single fields, as far as they are there. */
    List<String> all(String list, String... names) {
        List<String> values = list(list, Integer.MAX_VALUE);
        for (String name : names) {
            String value = optional(name);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    /** In the order given; none if there are none. */
    Map<String, String> tags() {
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode each : body.path("Tags")) {
            tags.put(each.path("Key").asText(), each.path("Value").asText());
        }
        return tags;
    }

    List<SecretFilters.Filter> filters() {
        List<SecretFilters.Filter> filters = new ArrayList<>();
        for (JsonNode each : body.path("Filters")) {
            List<String> values = new ArrayList<>();
            each.path("Values").forEach(value -> values.add(value.asText()));
            filters.add(new SecretFilters.Filter(each.path("Key").asText(), values));
        }
        return filters;
    }

    boolean has(String name) {
        return body.hasNonNull(name);
    }

    boolean flag(String name) {
        return body.path(name).asBoolean(false);
    }

    int number(String name) {
        JsonNode value = body.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw serialization(name + " must be a whole number.");
        }
        return value.intValue();
    }

    /** SecretString or SecretBinary; null if there is neither. */
    @Nullable
    StoredValue value() {
        String text = optional("SecretString");
        String binary = optional("SecretBinary");
        if (text != null && binary != null) {
            throw ServiceException.invalidParameter(
                    "You can't specify both a binary secret value and a string secret value in the same secret.");
        }
        if (text != null) {
            return StoredValue.text(text);
        }
        try {
            return binary == null
                    ? null
                    : StoredValue.binary(Base64.getDecoder().decode(binary));
        } catch (IllegalArgumentException e) {
            throw serialization("SecretBinary must be base64.");
        }
    }

    private static ServiceException serialization(String message) {
        return new ServiceException("SerializationException", 400, message);
    }

    private static String camel(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
