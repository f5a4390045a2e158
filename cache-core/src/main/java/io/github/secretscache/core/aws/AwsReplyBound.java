package io.github.secretscache.core.aws;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueRequest;

/**
 * Stops reading a reply that is larger than any of Secrets Manager: another server's must not fill the memory. A secret's
 * 64 KiB may take six times as much in JSON, and a batch has up to 20 of them.
 */
final class AwsReplyBound implements ExecutionInterceptor {
    private static final long MOST_BYTES = 512 * 1_024;
    private static final int LARGEST_BATCH = 20;
    private static final String TOO_LARGE = "the reply is larger than any of Secrets Manager";

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        long most = context.request() instanceof BatchGetSecretValueRequest ? MOST_BYTES * LARGEST_BATCH : MOST_BYTES;
        return context.responseBody().map(body -> new Bounded(body, most));
    }

    /** Whether this is why a call failed. */
    static boolean isCauseOf(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(TOO_LARGE);
    }

    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream body, long most) {
            super(body);
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw NonRetryableException.builder().message(TOO_LARGE).build();
            }
        }
    }
}
