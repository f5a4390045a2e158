package io.github.secretscache.http;

import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A frontend on a free port before a cache over a scripted source: what most tests here need. */
final class ServedCache implements AutoCloseable {
    static final Duration TTL = Duration.ofMillis(600_900);

    final FakeClock clock = new FakeClock();
    /** The names of the threads on which the frontend has read the clock. */
    final Set<String> clockReaders = ConcurrentHashMap.newKeySet();

    final ScriptedSource source = new ScriptedSource();
    final SecretsCache cache;
    final HttpFrontend frontend;
    final int port;

    static final String TOKEN = "IQoJb3JpZ2luX2VjE/token+with=signs";
    static final String TOKEN_HEADER = "X-Aws-Parameters-Secrets-Token: " + TOKEN;

    ServedCache() {
        this(ConnectionTimeouts.DEFAULT);
    }

    ServedCache(ConnectionTimeouts timeouts) {
        cache = SecretsCache.builder()
                .source(source.fake)
                .clock(clock)
                .ttl(TTL)
                .secrets(List.of(
                        ListedSecret.of(SecretId.of("secret_now")),
                        ListedSecret.of(SecretId.of("prod/db").atStage("blue")).servedAs("db")))
                .build();
        frontend = HttpFrontend.builder()
                .port(0)
                .clock(this::readClock)
                .timeouts(timeouts)
                .start();
        port = frontend.ports().get(0);
    }

    /** {@return one that serves whoever has the token} */
    static ServedCache open() {
        return open(options().build());
    }

    static ServedCache open(ServeOptions options) {
        ServedCache served = new ServedCache();
        served.frontend.serve(served.cache, options);
        return served;
    }

    static ServeOptions.Builder options() {
        return ServeOptions.builder().token(TOKEN);
    }

    /** One request with the token, on a connection of its own. */
    Reply get(String target, String... headers) throws IOException {
        String[] withToken = Arrays.copyOf(headers, headers.length + 1);
        withToken[headers.length] = TOKEN_HEADER;
        return RawClient.get(port, target, withToken);
    }

    private Instant readClock() {
        clockReaders.add(Thread.currentThread().getName());
        return clock.instant();
    }

    @Override
    public void close() {
        frontend.close();
        cache.close();
    }
}
