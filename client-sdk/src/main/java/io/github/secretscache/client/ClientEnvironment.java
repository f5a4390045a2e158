package io.github.secretscache.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the environment variables say about the server: where it listens and the token it wants. */
final class ClientEnvironment {
    private static final String PORT = "SECRETS_CACHE_PORT";
    private static final int DEFAULT_PORT = 8080;
    private static final List<String> TOKENS =
            List.of("SECRETS_CACHE_TOKEN", "AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN");

    private final UnaryOperator<@Nullable String> variables;

    ClientEnvironment(UnaryOperator<@Nullable String> variables) {
        this.variables = variables;
    }

    /** {@return the server's address} */
    URI endpoint() {
        String port = variable(PORT);
        return URI.create("http://127.0.0.1:" + (port == null ? DEFAULT_PORT : port(PORT, port)));
    }

    /** {@return the token of the first variable that is set and not empty, or null} */
    @Nullable
    String token() {
        for (String name : TOKENS) {
            String value = variable(name);
            if (value != null) {
                return checkedToken(
                        "Environment variable " + name, value.startsWith("file://") ? read(name, value) : value);
            }
        }
        return null;
    }

    /**
     * {@return the token, if it can stand in a header}
     *
     * @param origin where it comes from, to be named in the message
     * @throws IllegalArgumentException if it cannot; the message does not hold it
     */
    static String checkedToken(String origin, String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(origin
                    + " must hold a token of visible ASCII characters, but holds "
                    + (token.isEmpty() ? "nothing" : "others"));
        }
        return token;
    }

    private @Nullable String variable(String name) {
        String value = variables.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static int port(String name, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number out of range.
        }
        throw new IllegalArgumentException(
                "Environment variable " + name + " must be a port from 1 to 65535, but is \"" + value + "\"");
    }

    private static String read(String name, String uri) {
        try {
            return Files.readString(Path.of(URI.create(uri))).strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Environment variable " + name + " must name a readable file, but " + uri + " cannot be read", e);
        }
    }
}
