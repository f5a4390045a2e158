package io.github.secretscache.core.secretsmanager;

import io.github.secretscache.core.aws.StubAws;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A source over an endpoint that has secrets, or what a test lets it answer. */
@Timeout(120)
abstract class SourceFixture {
    final StubSecrets secrets = new StubSecrets();
    final StubAws aws = new StubAws().on(StubAws.GET, secrets.get()).on(StubAws.BATCH, secrets.batch());
    final SecretsManagerSource source = Sources.of(aws).build();

    @AfterEach
    void close() {
        source.close();
        aws.close();
    }
}
