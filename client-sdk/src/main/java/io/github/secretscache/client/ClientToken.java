package io.github.secretscache.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The token that proves to the server that the request is the function's own. */
final class ClientToken {
    static final String HEADER = "X-Aws-Parameters-Secrets-Token";

    static final List<String> VARIABLES =
            List.of("SECRETS_CACHE_TOKEN", "AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN");

    static final String FIX = "Give function and server the same token; both take it from the first of "
            + String.join(", ", VARIABLES) + " that is set.";

    private ClientToken() {}

    /** {@return the token of the first variable that is set and not empty, or null} */
    static @Nullable String from(UnaryOperator<@Nullable String> environment) {
        for (String name : VARIABLES) {
            String value = environment.apply(name);
            if (value != null && !value.isEmpty()) {
                String origin = "Environment variable " + name;
                return checked(origin, isFile(origin, value) ? read(origin, value) : value);
            }
        }
        return null;
    }

    /**
     * {@return the token, if it is valid in a header}
     *
     * @param origin where it comes from, for the message
     * @throws IllegalArgumentException if it cannot; the message does not hold it
     */
    static String checked(String origin, String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(origin + " must hold a token of visible ASCII characters, but holds "
                    + (token.isEmpty() ? "nothing" : "others"));
        }
        return token;
    }

    /** A misspelled file: prefix would make the path the token, and a path is no secret. */
    private static boolean isFile(String origin, String value) {
        boolean isFile = value.startsWith("file://");
        if (!isFile && value.regionMatches(true, 0, "file:", 0, "file:".length())) {
            throw new IllegalArgumentException(
                    origin + " must hold a token, or file:// in lower case and the absolute path"
                            + " of a file with the token, but begins with " + value.substring(0, "file:".length()));
        }
        return isFile;
    }

    private static String read(String origin, String uri) {
        try {
            return Files.readString(Path.of(URI.create(uri))).strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    origin + " must name a readable file, but " + uri + " cannot be read", e);
        }
    }
}
