package io.github.secretscache.systemtests;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.core.testing.FakeSecretSource;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** The path of a read with its real parts: client, HTTP, cache. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class BlackBoxFixture {
    static final Duration TTL = Duration.ofMinutes(10);

    private static final String TOKEN = "IQoJb3JpZ2luX2VjE";

    final FakeClock clock = new FakeClock();
    final FakeSecretSource source = new FakeSecretSource();
    SecretsCacheClient client;
    private SecretsCache cache;
    private HttpFrontend frontend;

    void open(List<ListedSecret> listed, ServeOptions.Builder options) {
        cache = SecretsCache.builder()
                .source(source)
                .clock(clock)
                .ttl(TTL)
                .secrets(listed)
                .build();
        frontend = HttpFrontend.builder().port(0).clock(clock).start();
        frontend.serve(cache, options.token(TOKEN).build());
        client = SecretsCacheClient.builder()
                .endpoint(server())
                .token(TOKEN)
                .clock(clock)
                .build();
    }

    /** {@return a client that speaks AWS's protocol to the same server} */
    SecretsCacheClient awsClient() {
        return SecretsCacheClient.builder()
                .awsEndpoint(server())
                .token(TOKEN)
                .clock(clock)
                .build();
    }

    private URI server() {
        return URI.create("http://127.0.0.1:" + frontend.ports().get(0));
    }

    @AfterEach
    void stop() {
        frontend.close();
        cache.close();
    }
}
