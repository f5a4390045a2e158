package io.github.secretscache.locallambda.aws;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the secrets to begin with from YAML:
 *
 * <pre>
 * secrets:
 *   secret_now: {"username": "anika", "password": "..."}   # a mapping or list is stored as JSON text
 *   plain: "any text"
 *   key: !!binary aGVsbG8=
 * </pre>
 */
final class SecretsFile {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SecretsFile() {}

    /** In the order of the file. */
    static Map<String, StoredValue> read(Path file) {
        JsonNode root = parse(file);
        JsonNode secrets = root == null ? null : root.get("secrets");
        if (secrets == null || !secrets.isObject() || root.size() != 1) {
            throw new IllegalArgumentException(file + ": expected one key \"secrets\" with name: value pairs below it");
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

    private static JsonNode parse(Path file) {
        try (var in = Files.newInputStream(file)) {
            return YAML.readTree(in);
        } catch (JsonProcessingException e) {
            // Line and column only: the parser's own message quotes the file, and the file holds secrets.
            throw new IllegalArgumentException(file + ": not valid YAML, or a name given twice, at line "
                    + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
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
