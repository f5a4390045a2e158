package io.github.secretscache.benchmarks;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.HttpFrontend;
import java.net.URI;
import java.util.List;

/** Our cache and HTTP server in this JVM, with one listed secret of 1 KiB. */
final class Frontend implements AutoCloseable {
    static final String VALUE = "{\"username\":\"anika\",\"password\":\"" + "x".repeat(990) + "\"}";

    private final SecretsCache cache = SecretsCache.builder()
            .source(new OneSecret(Stage.FIRST, VALUE))
            .secrets(List.of(ListedSecret.of(SecretId.of(Stage.FIRST))))
            .build();
    private final HttpFrontend server = HttpFrontend.builder().port(0).start();

    Frontend() {
        server.serve(cache);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.ports().get(0));
    }

    @Override
    public void close() {
        server.close();
        cache.close();
    }
}
