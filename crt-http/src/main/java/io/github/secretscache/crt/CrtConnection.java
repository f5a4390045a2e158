package io.github.secretscache.crt;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.http.HttpClientConnection;

/** A connection while one call uses it. */
final class CrtConnection {
    private final HttpClientConnection connection;
    private final Consumer<@Nullable HttpClientConnection> whenEnded;
    private boolean ended;

    CrtConnection(HttpClientConnection connection, Consumer<@Nullable HttpClientConnection> whenEnded) {
        this.connection = connection;
        this.whenEnded = whenEnded;
    }

    HttpClientConnection open() {
        return connection;
    }

    /** Gives it to the next call, or closes it. Only the first call of this method counts. */
    void end(boolean reusable) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        boolean kept = reusable && connection.isOpen();
        if (!kept) {
            connection.shutdown();
            connection.close();
        }
        whenEnded.accept(kept ? connection : null);
    }
}
