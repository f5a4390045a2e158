package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The initial content of an endpoint, from YAML:
 *
 * <pre>
 * secrets:
 *   secret_now: {"username": "anika", "password": "..."}   # a mapping or list is stored as JSON text
 *   plain: "any text"
 *   key: !!binary aGVsbG8=
 * tags:                                                  # of secrets above
 *   secret_now: {app: orders}
 * parameters:
 *   /app/url: "any text"                                 # a String
 *   /app/hosts: [a, b]                                   # a StringList
 *   /app/password: {type: SecureString, value: "..."}
 * faults:
 *   - {kind: throttle, times: 3}                           # as at /_local/faults
 * </pre>
 */
record SecretsFile(
        Map<String, StoredValue> secrets,
        Map<String, Map<String, String>> tags,
        Map<String, Parameter> parameters,
        List<Fault> faults) {

    private static final List<String> KEYS = List.of("secrets", "tags", "parameters", "faults");

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** An initial parameter; {@code toString} does not show its value. */
    record Parameter(ParameterType type, String value) {
        @Override
        public String toString() {
            return type + " of " + value.length() + " characters";
        }
    }

    /** The secrets in the order of the file. */
    static SecretsFile read(Path file) {
        JsonNode root = parse(file);
        if (root == null || !root.isObject()) {
            throw new IllegalArgumentException(file + ": expected the keys " + KEYS + " at the top");
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException(file + ": unknown key \"" + key + "\"; there are " + KEYS);
            }
        });
        Map<String, StoredValue> secrets = secrets(file, root.path("secrets"));
        return new SecretsFile(
                secrets,
                tags(file, root.path("tags"), secrets.keySet()),
                parameters(file, root.path("parameters")),
                faults(file, root.path("faults")));
    }

    private static Map<String, StoredValue> secrets(Path file, JsonNode secrets) {
        if (!secrets.isObject() && !secrets.isMissingNode()) {
            throw new IllegalArgumentException(file + ": secrets: expected name: value pairs below it");
        }
        Map<String, StoredValue> values = new LinkedHashMap<>();
        secrets.properties().forEach(each -> {
            try {
                WriteOperations.checkName(each.getKey());
                values.put(each.getKey(), value(each.getValue()));
            } catch (IOException | IllegalArgumentException | ServiceException e) {
                throw new IllegalArgumentException(file + ": secrets." + each.getKey() + ": " + e.getMessage(), e);
            }
        });
        return values;
    }

    private static Map<String, Map<String, String>> tags(Path file, JsonNode tags, Set<String> secrets) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        tags.properties().forEach(each -> {
            Map<String, String> own = new LinkedHashMap<>();
            each.getValue()
                    .properties()
                    .forEach(tag -> own.put(tag.getKey(), tag.getValue().asText()));
            if (!secrets.contains(each.getKey())) {
                throw new IllegalArgumentException(file + ": tags." + each.getKey() + ": no such secret in this file");
            }
            if (own.isEmpty()) {
                throw new IllegalArgumentException(
                        file + ": tags." + each.getKey() + ": expected tags, such as {app: orders}");
            }
            values.put(each.getKey(), own);
        });
        if (!tags.isObject() && !tags.isMissingNode()) {
            throw new IllegalArgumentException(file + ": tags: expected the name of a secret and its tags below it");
        }
        return values;
    }

    private static Map<String, Parameter> parameters(Path file, JsonNode parameters) {
        if (!parameters.isObject() && !parameters.isMissingNode()) {
            throw new IllegalArgumentException(file + ": parameters: expected name: value pairs below it");
        }
        Map<String, Parameter> values = new LinkedHashMap<>();
        parameters.properties().forEach(each -> {
            try {
                values.put(each.getKey(), parameter(each.getValue()));
            } catch (IllegalArgumentException | ServiceException e) {
                throw new IllegalArgumentException(file + ": parameters." + each.getKey() + ": " + e.getMessage(), e);
            }
        });
        return values;
    }

    private static Parameter parameter(JsonNode node) {
        if (node.isTextual()) {
            return new Parameter(ParameterType.STRING, node.textValue());
        }
        if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(item.asText()));
            return new Parameter(ParameterType.STRING_LIST, String.join(",", items));
        }
        if (node.path("value").isTextual() && node.size() <= 2) {
            return new Parameter(
                    ParameterType.of(node.path("type").asText("String")),
                    node.path("value").textValue());
        }
        throw new IllegalArgumentException(
                "expected text (put a number, true or false in quotes), a list, or {type: SecureString, value: text}");
    }

    private static List<Fault> faults(Path file, JsonNode list) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                faults.add(FaultJson.read(list.get(i)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ": faults[" + i + "]: " + e.getMessage(), e);
            }
        }
        if (!list.isArray() && !list.isMissingNode()) {
            throw new IllegalArgumentException(
                    file + ": faults: expected a list, such as - {kind: throttle, times: 3}");
        }
        return faults;
    }

    private static JsonNode parse(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            refuseAliases(file, content);
            return YAML.readTree(content);
        } catch (JsonProcessingException e) {
            // Only line and column, because the parser's own message quotes the file, and the file holds secrets.
            throw new IllegalArgumentException(file + ": not valid YAML, or a name given twice, at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
    }

    /** Jackson takes an alias for a text: its name. */
    private static void refuseAliases(Path file, byte[] content) throws IOException {
        try (YAMLParser parser = (YAMLParser) YAML.getFactory().createParser(content)) {
            while (parser.nextToken() != null) {
                if (parser.isCurrentAlias()) {
                    throw new IllegalArgumentException(file + ": an alias, at line "
                            + parser.currentTokenLocation().getLineNr() + ", column "
                            + parser.currentTokenLocation().getColumnNr() + "; write the value itself");
                }
            }
        }
    }

    private static StoredValue value(JsonNode node) throws IOException {
        if (node.isTextual()) {
            return StoredValue.text(node.textValue());
        }
        if (node.isBinary()) {
            return StoredValue.binary(node.binaryValue());
        }
        if (node.isContainerNode()) {
            return StoredValue.text(node.toString());
        }
        throw new IllegalArgumentException(
                "expected text (put a number, true or false in quotes), a mapping or list, or !!binary");
    }
}
