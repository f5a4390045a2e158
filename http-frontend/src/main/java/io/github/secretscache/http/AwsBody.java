package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The body of an AWS-compatible reply with one version, for any number of readers. Held softly: it is a copy of a secret
 * that the cache's limit of bytes does not count, so it gives way when memory is short. Never tells what it holds.
 */
final class AwsBody {
    private final Function<SecretValue, JsonWriter> dialect;
    private volatile SoftReference<ByteBuffer> held = new SoftReference<>(null);

    AwsBody(Function<SecretValue, JsonWriter> dialect) {
        this.dialect = dialect;
    }

    /**
     * The body, written again if it was given up.
     *
     * @param value the version, the same each time
     * @return a read-only view with a position of its own
     */
    ByteBuffer of(SecretValue value) {
        ByteBuffer body = held.get();
        if (body == null) {
            body = dialect.apply(value).toUtf8();
            held = new SoftReference<>(body);
        }
        return body.asReadOnlyBuffer();
    }
}
