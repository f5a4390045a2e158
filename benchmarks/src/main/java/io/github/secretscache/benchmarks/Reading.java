package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One read of a secret over HTTP. */
final class Reading {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private Reading() {}

    /** Reads until there is a value. The peer answers 200 without a body before it has one, and first refuses. */
    static void untilServed(URI uri) {
        long begin = System.nanoTime();
        while (!isServed(uri)) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new IllegalStateException(uri + " was not served within 10 s");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** {@return whether it answers 200 with a body} */
    static boolean isServed(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setRequestProperty(LoadDriver.TOKEN_HEADER, Stage.TOKEN);
            if (connection.getResponseCode() != 200) {
                return false;
            }
            try (InputStream body = connection.getInputStream()) {
                return body.readAllBytes().length > 0;
            }
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
