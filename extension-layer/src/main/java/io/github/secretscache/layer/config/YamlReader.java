package io.github.secretscache.layer.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads YAML with Jackson's streaming parser into {@link YamlNode}s. Nothing is resolved, expanded or instantiated. */
final class YamlReader {
    /** Deeper than any valid file. */
    private static final int MAX_DEPTH = 12;

    private final YamlText.Place place;
    private final YAMLParser parser;
    private int depth;

    private YamlReader(YAMLParser parser, YamlText.Place place) {
        this.parser = parser;
        this.place = place;
    }

    /** Thrown if a file is not YAML, or uses YAML that is not accepted here. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;
        private final int column;

        Refused(JsonLocation at, String message) {
            super(message);
            this.line = at.getLineNr();
            this.column = at.getColumnNr();
        }
    }

    /** {@return the file's root; {@code null} if it is empty or refused (then a problem was added)} */
    static @Nullable YamlNode read(String text, YamlText.Place place) {
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            return new YamlReader(parser, place).root();
        } catch (Refused e) {
            place.problem(e.line, e.column, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            place.problem(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr(), "not YAML: " + reason(e));
        } catch (IOException e) {
            place.problem(1, 1, "cannot be read: " + e.getMessage());
        }
        return null;
    }

    private @Nullable YamlNode root() throws IOException, Refused {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return null;
        }
        YamlNode root = node(first);
        if (parser.nextToken() != null) {
            throw refused("read a second YAML document, expected one");
        }
        return root;
    }

    private YamlNode node(@Nullable JsonToken token) throws IOException, Refused {
        JsonLocation at = parser.currentTokenLocation();
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw refused("read an anchor (&) or alias (*), expected plain text; put it in quotes if it is a name");
        }
        if (token == JsonToken.START_ARRAY) {
            return new YamlNode.Items(items(), at.getLineNr(), at.getColumnNr());
        }
        if (token == JsonToken.START_OBJECT) {
            return new YamlNode.Fields(fields(), at.getLineNr(), at.getColumnNr());
        }
        if (token == JsonToken.VALUE_NULL) {
            return new YamlNode.Empty(at.getLineNr(), at.getColumnNr());
        }
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_EMBEDDED_OBJECT) {
            throw refused("read something that has no place here, expected a text, a list or a map");
        }
        return new YamlNode.Scalar(parser.getText(), at.getLineNr(), at.getColumnNr());
    }

    private List<YamlNode> items() throws IOException, Refused {
        enter();
        List<YamlNode> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(node(token));
        }
        depth--;
        return items;
    }

    private List<YamlNode.Field> fields() throws IOException, Refused {
        enter();
        List<YamlNode.Field> fields = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonLocation at = parser.currentTokenLocation();
            YamlNode value = node(parser.nextToken());
            YamlNode.Field field = new YamlNode.Field(name, at.getLineNr(), at.getColumnNr(), value);
            YamlNode.Field earlier = find(fields, name);
            if (earlier == null) {
                fields.add(field);
            } else {
                place.problem(
                        field.line(),
                        field.column(),
                        "read the key " + Problems.quoted(name) + " twice, first in line " + earlier.line()
                                + ", expected it once");
            }
        }
        depth--;
        return fields;
    }

    private static YamlNode.@Nullable Field find(List<YamlNode.Field> fields, String name) {
        for (YamlNode.Field field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private void enter() throws Refused {
        if (++depth > MAX_DEPTH) {
            throw refused("nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private Refused refused(String message) {
        return new Refused(parser.currentTokenLocation(), message);
    }

    /** Extracts the scanner's own sentence from a message that also has the context and a part of the file. */
    private static String reason(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message == null) {
            return "it cannot be parsed";
        }
        int start = 0;
        while (start < message.length()) {
            int end = message.indexOf('\n', start);
            String line = message.substring(start, end < 0 ? message.length() : end);
            if (!line.isBlank() && !line.startsWith(" ") && !line.startsWith("while ")) {
                return line;
            }
            start = end < 0 ? message.length() : end + 1;
        }
        return "it cannot be parsed";
    }
}
