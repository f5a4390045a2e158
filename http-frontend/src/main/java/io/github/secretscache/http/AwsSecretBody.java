package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.DateUtils;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.function.Function;

/**
 * The body of an AWS-compatible reply with one version, for any number of readers. Held by a soft reference: it is a copy
 * of a secret that does not count towards the cache's bytes, so it is dropped when memory is short. Never shows its
 * content.
 */
final class AwsSecretBody {
    private static final Object NOTHING_CHANGES = new Object();

    private final Function<SecretValue, ByteBuffer> writer;
    private final HeadBytes head = new HeadBytes();
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

    /** {@return the head of a reply that tells nothing but the length of the body} */
    byte[] head(HttpServerExchange exchange, SecretValue value) {
        String date = DateUtils.getCurrentDateTime(exchange);
        byte[] before = head.ifStill(date, NOTHING_CHANGES);
        if (before != null) {
            return before;
        }
        HeaderMap headers = new HeaderMap();
        headers.put(Headers.CONTENT_LENGTH, of(value).remaining());
        return head.make(date, NOTHING_CHANGES, headers);
    }
}
