package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The body of an AWS-compatible reply with one version, for any number of readers. Held by a soft reference: it is a copy
 * of a secret that does not count towards the cache's bytes, so it is dropped when memory is short. Never shows its
 * content.
 */
final class AwsSecretBody {
    private final Function<SecretValue, ByteBuffer> writer;
    private volatile SoftReference<ByteBuffer> held = new SoftReference<>(null);

    AwsSecretBody(Function<SecretValue, ByteBuffer> writer) {
        this.writer = writer;
    }

    /**
     * The body, written again if it was dropped.
     *
     * @param value the version, the same each time
     * @return a read-only view with a position of its own
     */
    ByteBuffer of(SecretValue value) {
        ByteBuffer body = held.get();
        if (body == null) {
            body = writer.apply(value);
            held = new SoftReference<>(body);
        }
        return body.asReadOnlyBuffer();
    }
}
