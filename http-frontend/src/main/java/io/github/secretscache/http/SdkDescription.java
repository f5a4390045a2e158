package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.secretscache.core.ForwardedReply;
import io.github.secretscache.core.SecretId;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the service answered to DescribeSecret, which holds no secret's value.
 *
 * @param headers by their names in lower case
 * @param error the service's code, or {@code null} if it described the secret
 * @param currentVersion the version at AWSCURRENT, or {@code null} if there is none
 */
record SdkDescription(
        int status,
        Map<String, String> headers,
        ByteBuffer body,
        @Nullable String error,
        @Nullable String currentVersion) {
    /** A description with its tags and a hundred versions has less. */
    private static final int MOST_BYTES = 256 * 1024;

    /** What the service says of the secret or the request, for good. */
    private static final Set<String> ABOUT_THE_SECRET = Set.of(
            "ResourceNotFoundException",
            "InvalidRequestException",
            "InvalidParameterException",
            "ValidationException",
            "SerializationException");

    private static final String ACCESS_DENIED = "AccessDeniedException";

    /**
     * Reads a reply to its end.
     *
     * @throws IOException if it breaks off, is too large, or is none of the service
     */
    static SdkDescription of(ForwardedReply reply) throws IOException {
        byte[] body = reply.body().readNBytes(MOST_BYTES);
        if (reply.body().read() >= 0) {
            throw new IOException("the description has more than " + MOST_BYTES + " bytes");
        }
        Members members = Members.read(body);
        boolean described = reply.status() == StatusCodes.OK && members.arn != null;
        String error = described ? null : members.type == null ? "" : members.type;
        return new SdkDescription(
                reply.status(), reply.headers(), ByteBuffer.wrap(body), error, members.currentVersion);
    }

    /** {@return whether it is to be passed on: a description, or what is wrong with the secret or the request} */
    boolean isAnswer() {
        return error == null || ABOUT_THE_SECRET.contains(error);
    }

    /** {@return whether the role may not describe the secret} */
    boolean isDenied() {
        return ACCESS_DENIED.equals(error);
    }

    /** The members that are looked at. */
    private static final class Members {
        private @Nullable String arn;
        private @Nullable String type;
        private @Nullable String currentVersion;

        static Members read(byte[] body) throws IOException {
            Members members = new Members();
            try (JsonParser parser = JsonBody.FACTORY.createParser(body)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("no object");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    members.take(parser.currentName(), parser);
                }
            }
            return members;
        }

        private void take(String name, JsonParser parser) throws IOException {
            JsonToken value = parser.nextToken();
            if (name.equals("ARN")) {
                arn = parser.getValueAsString();
            } else if (name.equals("__type")) {
                String full = parser.getValueAsString("");
                type = full.substring(full.indexOf('#') + 1);
            } else if (name.equals("VersionIdsToStages") && value == JsonToken.START_OBJECT) {
                readVersions(parser);
            } else {
                parser.skipChildren();
            }
        }

        private void readVersions(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String version = parser.currentName();
                if (parser.nextToken() != JsonToken.START_ARRAY) {
                    parser.skipChildren();
                    continue;
                }
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (SecretId.AWSCURRENT.equals(parser.getValueAsString())) {
                        currentVersion = version;
                    }
                }
            }
        }
    }
}
