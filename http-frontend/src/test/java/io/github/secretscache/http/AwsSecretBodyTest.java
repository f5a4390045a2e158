package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretValue;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwsSecretBodyTest {
    private final SecretValue value = SecretValue.ofText(ScriptedSource.describe("prod/db"), "s3cret");
    private final AtomicInteger written = new AtomicInteger();
    private final AwsSecretBody body = new AwsSecretBody(version -> {
        written.incrementAndGet();
        return JsonBody.of(json -> json.writeString(version.asString()));
    });

    @Test
    void of_readTwice_isWrittenOnceAndWholeForBoth() {
        ByteBuffer first = body.of(value);
        first.position(first.limit());

        assertThat(body.of(value).remaining()).isEqualTo(8);
        assertThat(written).hasValue(1);
    }

    @Test
    void of_anyReader_cannotChangeIt() {
        assertThat(body.of(value).isReadOnly()).isTrue();
    }

    @Test
    void toString_tellsNoSecret() {
        body.of(value);

        assertThat(body.toString()).doesNotContain("s3cret");
    }
}
