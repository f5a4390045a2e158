package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of an AWS SDK's request that are looked at here. Others are passed over, as the service does. */
final class SdkInput {
    private static final Set<String> TEXTS = Set.of("SecretId", "VersionId", "VersionStage", "NextToken");
    private static final String LIST = "SecretIdList";

    private final Map<String, String> texts = new HashMap<>();
    private @Nullable List<String> ids;
    private boolean filtered;

    private SdkInput() {}

    /**
     * Reads a request's body.
     *
     * @throws RequestException if it is no JSON object, or a member is of another type than the service's
     */
    static SdkInput parse(byte[] body) {
        SdkInput input = new SdkInput();
        try (JsonParser parser = JsonBody.FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw malformed("The body is not a JSON object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                input.read(parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw malformed("The body is more than a JSON object.");
            }
        } catch (IOException e) {
            // Without its cause: a parser's message quotes what was sent.
            throw malformed("The body is not JSON.");
        }
        return input;
    }

    private void read(JsonParser parser) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (TEXTS.contains(name) && token != JsonToken.VALUE_NULL) {
            texts.put(name, text(parser, name));
        } else if (name.equals(LIST) && token != JsonToken.VALUE_NULL) {
            ids = list(parser);
        } else {
            filtered |= name.equals("Filters") && token != JsonToken.VALUE_NULL;
            parser.skipChildren();
        }
    }

    private static List<String> list(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(LIST + " must be a list of strings.");
        }
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(text(parser, LIST));
        }
        return list;
    }

    private static String text(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(name + " must be a string.");
        }
        return parser.getText();
    }

    private static RequestException malformed(String message) {
        return new RequestException(ErrorCode.SERIALIZATION, message);
    }

    /** {@return a member, or {@code null} if it is absent} */
    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    /** {@return the ids of a batch, or {@code null} if it names none} */
    @Nullable
    List<String> ids() {
        return ids;
    }

    /** {@return whether a batch asks by filters} */
    boolean isFiltered() {
        return filtered;
    }

    @Override
    public String toString() {
        return "SdkInput" + texts.keySet();
    }
}
