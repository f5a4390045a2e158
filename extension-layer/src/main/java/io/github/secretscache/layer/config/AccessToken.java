package io.github.secretscache.layer.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The token that a reader must send, and the variable that it comes from. Never printed. */
public final class AccessToken {
    private static final String AWS_TOKEN = "AWS_TOKEN";
    private static final String CONTAINER = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    /** The first that is set counts; client-sdk uses the same order. */
    static final List<String> VARIABLES = List.of(Environment.TOKEN, AWS_TOKEN, "AWS_SESSION_TOKEN", CONTAINER);

    private static final String SCHEME = "file:";
    private static final String FILE = "file:///";
    private static final int MIN_LENGTH = 16;
    /** Longer than any session token, but shorter than a request's head may be. */
    private static final int MAX_BYTES = 16 << 10;

    private final String value;
    private final String source;

    private AccessToken(String value, String source) {
        this.value = value;
        this.source = source;
    }

    /** {@return the variable that counts, or {@code null} if none is set} */
    static @Nullable String variable(Environment environment) {
        for (String name : VARIABLES) {
            if (environment.get(name) != null) {
                return name;
            }
        }
        return null;
    }

    /** {@return the token, or {@code null} if none is set or it is unusable (then a problem was added)} */
    static @Nullable AccessToken find(Environment environment, Problems problems) {
        String variable = variable(environment);
        String text = variable == null ? null : environment.get(variable);
        if (variable == null || text == null) {
            return null;
        }
        boolean isFile = text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String value = isFile ? read(variable, text, problems) : text;
        if (value == null) {
            return null;
        }
        if (!isVisibleAscii(value)) {
            problems.add(
                    variable, "read characters that cannot stand in a header, expected a token of visible ASCII only");
            return null;
        }
        checkLength(variable, value, problems);
        return new AccessToken(value, isFile ? variable + ", " + text : variable);
    }

    /** Checks only tokens that a person chose; AWS's own tokens may have any form. */
    private static void checkLength(String variable, String token, Problems problems) {
        if (token.length() >= MIN_LENGTH) {
            return;
        }
        String read = "read a token of " + token.length() + " characters";
        if (variable.equals(Environment.TOKEN)) {
            problems.add(
                    variable,
                    read + ", expected at least " + MIN_LENGTH
                            + ": a shorter one can be guessed; use a long random text, such as that of \"openssl rand -hex 16\"");
        } else if (variable.equals(AWS_TOKEN)) {
            problems.notice(variable, read + ", which can be guessed: use at least " + MIN_LENGTH);
        }
    }

    private static @Nullable String read(String variable, String uri, Problems problems) {
        String expected = "file:// and the absolute path of a file with the token; ";
        if (!uri.startsWith(FILE)) {
            problems.add(variable, uri, expected + "write it as " + rightSpelling(uri));
            return null;
        }
        try {
            Path file = Path.of(URI.create(uri));
            if (!Files.isRegularFile(file)) {
                problems.add(variable, uri, expected + "there is no such file");
                return null;
            }
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            String token = new String(bytes, StandardCharsets.UTF_8).strip();
            if (token.isEmpty() || bytes.length > MAX_BYTES) {
                problems.add(variable, uri, expected + (token.isEmpty() ? "it is empty" : "it is too large for one"));
                return null;
            }
            return token;
        } catch (IllegalArgumentException e) {
            problems.add(variable, uri, expected + "that is none");
        } catch (IOException e) {
            problems.add(
                    variable,
                    uri,
                    expected + "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        return null;
    }

    /** {@return the probable spelling of a reference to a file; the file's own name is left as it is} */
    private static String rightSpelling(String uri) {
        String path = uri.substring(SCHEME.length());
        int start = 0;
        while (start < path.length() && path.charAt(start) == '/') {
            start++;
        }
        return FILE + path.substring(start);
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** {@return the token itself} */
    public String value() {
        return value;
    }

    /** {@return the variable, and the file that it names} */
    public String source() {
        return source;
    }

    /** {@return whether it is the token for the credentials' address, not a session token} */
    public boolean isOfContainer() {
        return source.startsWith(CONTAINER);
    }

    @Override
    public String toString() {
        return "AccessToken[from " + source + "]";
    }
}
