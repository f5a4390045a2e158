package io.github.secretscache.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A function that reads its secret while its class is initialised, as early as function code can run. */
public final class EagerHandler {

    private static final String SECRET = read();

    private static String read() {
        URI uri = URI.create("http://127.0.0.1:" + System.getenv("SECRETS_CACHE_PORT") + "/cache/secret_now");
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with what it has read. */
    public Map<String, Object> handle(Map<String, Object> event) {
        return Map.of("secret", SECRET);
    }
}
