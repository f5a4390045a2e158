package io.github.secretscache.sdktests;

import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.core.testing.FakeClock;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** The real server with its cache, before a Secrets Manager on this machine; only the clock of the cache is ours. */
final class CacheInFront implements AutoCloseable {
    static final Duration TTL = Duration.ofMinutes(10);

    /** Where several builds share a machine, a call to it takes seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String TOKEN = "IQoJb3JpZ2luX2VjE/session+token=";
    private static final String REGION = "us-east-1";

    final SecretsManagerEndpoint service = SecretsManagerEndpoint.start();
    final FakeClock clock = new FakeClock();
    private final SecretsCache cache;
    private final HttpFrontend frontend;

    CacheInFront() {
        SecretsManagerSource source = SecretsManagerSource.builder()
                .endpoint(service.httpUri())
                .region(Region.of(REGION))
                .credentials(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("AKIDOFTHEEXTENSION", "its-secret-key")))
                .requestTimeout(PATIENCE)
                .build();
        cache = SecretsCache.builder()
                .source(source)
                .clock(clock)
                .ttl(TTL)
                .requestTimeout(PATIENCE)
                .build();
        frontend = HttpFrontend.builder().port(0).clock(clock).start();
        frontend.serve(
                cache,
                ServeOptions.builder()
                        .token(TOKEN)
                        .region(REGION)
                        .forward(source.forwarder(PATIENCE), List.of("*"))
                        .build());
    }

    /** {@return what Lambda sets for a function, and the one variable} */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                "http://localhost:" + frontend.ports().get(0),
                "AWS_REGION",
                REGION,
                "AWS_DEFAULT_REGION",
                REGION,
                "AWS_ACCESS_KEY_ID",
                "ASIAOFTHEFUNCTION",
                "AWS_SECRET_ACCESS_KEY",
                "the-secret-key-of-the-function",
                "AWS_SESSION_TOKEN",
                TOKEN);
    }

    @Override
    public void close() {
        frontend.close();
        cache.close();
        service.close();
    }
}
