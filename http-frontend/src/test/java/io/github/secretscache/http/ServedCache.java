package io.github.secretscache.http;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.time.Duration;
import java.util.List;

/** A frontend on a free port before a cache over a scripted source: what most tests here need. */
final class ServedCache implements AutoCloseable {
    static final Duration TTL = Duration.ofMillis(600_900);

    final ManualClock clock = new ManualClock();
    final ScriptedSource source = new ScriptedSource();
    final SecretsCache cache;
    final HttpFrontend frontend;
    final int port;

    ServedCache() {
        cache = SecretsCache.builder()
                .source(source)
                .clock(clock)
                .ttl(TTL)
                .secrets(List.of(
                        ListedSecret.of(SecretId.of("secret_now")),
                        new ListedSecret("db", SecretId.of("prod/db").atStage("blue"), null, false)))
                .build();
        frontend = HttpFrontend.builder().port(0).clock(clock).start();
        port = frontend.ports().get(0);
    }

    static ServedCache open() {
        ServedCache served = new ServedCache();
        served.frontend.serve(served.cache);
        return served;
    }

    @Override
    public void close() {
        frontend.close();
        cache.close();
    }
}
