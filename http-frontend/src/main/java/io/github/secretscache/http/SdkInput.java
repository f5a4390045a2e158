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

/** The members of an AWS SDK's request that are used here. Others are ignored, as by the service. */
final class SdkInput {
    private static final Set<String> TEXTS =
            Set.of("SecretId", "VersionId", "VersionStage", "NextToken", "Name", "Path");
    private static final Set<String> LISTS = Set.of("SecretIdList", "Names");
    private static final String DECRYPTION = "WithDecryption";

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private boolean filtered;
    private boolean decrypted;

    private SdkInput() {}

    /**
     * Reads a request's body. A duplicate member is refused, because the service might use the other one.
     *
     * @throws RequestException if it is no JSON object, or a member is of another type than the service's
     */
    static SdkInput parse(byte[] body) {
        SdkInput input = new SdkInput();
        try (JsonParser parser = JsonBody.FACTORY.createParser(body)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
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
            throw malformed("The body is not JSON, or has a member twice.");
        }
        return input;
    }

    private void read(JsonParser parser) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (TEXTS.contains(name)) {
            texts.put(name, text(parser, name));
        } else if (LISTS.contains(name)) {
            lists.put(name, list(parser, name));
        } else if (name.equals(DECRYPTION)) {
            decrypted = flag(token);
        } else {
            filtered |= name.endsWith("Filters");
            parser.skipChildren();
        }
    }

    private static List<String> list(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(name + " must be a list of strings.");
        }
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(text(parser, name));
        }
        return list;
    }

    private static String text(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw malformed(name + " must be a string.");
        }
        return parser.getText();
    }

    private static boolean flag(JsonToken token) {
        if (!token.isBoolean()) {
            throw malformed(DECRYPTION + " must be true or false.");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static RequestException malformed(String message) {
        return new RequestException(ErrorCode.SERIALIZATION, message);
    }

    /** {@return a member, or {@code null} if it is absent} */
    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    /** {@return a member that is a list of strings, or {@code null} if it is absent} */
    @Nullable
    List<String> list(String name) {
        return lists.get(name);
    }

    /** {@return whether it asks by filters} */
    boolean isFiltered() {
        return filtered;
    }

    /** {@return whether it asks for a SecureString in the clear} */
    boolean isDecrypted() {
        return decrypted;
    }

    @Override
    public String toString() {
        return "SdkInput" + texts.keySet() + lists.keySet();
    }
}
