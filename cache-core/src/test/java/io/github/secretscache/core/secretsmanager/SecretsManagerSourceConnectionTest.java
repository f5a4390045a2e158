package io.github.secretscache.core.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.aws.StubAws;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Kept-alive connections that died unnoticed, as they do while a sandbox is frozen. */
@Timeout(120)
class SecretsManagerSourceConnectionTest {
    private static final int POOLED = 5;
    private static final SecretId DB = SecretId.of("db");

    private final StubAws.Handler secret =
            new StubSecrets().text("db", "s3cret").get();
    private final StubAws aws = new StubAws();
    private final SecretsManagerSource source =
            Sources.of(aws).requestTimeout(Duration.ofSeconds(3)).build();

    @BeforeEach
    void fillThePoolOfTheJdk() {
        CyclicBarrier together = new CyclicBarrier(POOLED);
        aws.on(StubAws.GET, (call, socket) -> {
            together.await(30, TimeUnit.SECONDS);
            secret.answer(call, socket);
        });
        List<SecretId> ids = IntStream.range(0, POOLED)
                .mapToObj(i -> DB.atStage("STAGE" + i))
                .toList();
        assertThat(Sources.fetchAll(source, ids).values()).allMatch(FetchOutcome.Fetched.class::isInstance);
        assertThat(aws.connectionsAccepted()).isEqualTo(POOLED);
        aws.on(StubAws.GET, secret);
    }

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }

    @Test
    void fetch_allPooledConnectionsClosedByTheServer_succeedsOnAFreshOne() throws IOException {
        aws.dropConnections();

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");

        assertThat(aws.calls(StubAws.GET)).hasSize(POOLED + 1);
        assertThat(aws.connectionsAccepted()).isEqualTo(POOLED + 1);
    }

    @Test
    void fetch_pooledConnectionResetOnUse_succeedsWithOneRetry() {
        aws.on(StubAws.GET, StubAws.inTurn(StubAws.reset(), secret));

        assertThat(source.fetch(DB).asString()).isEqualTo("s3cret");

        assertThat(aws.calls(StubAws.GET)).hasSize(POOLED + 2);
    }
}
