package io.github.secretscache.http;

import java.time.Duration;

/** A server in a process of its own, which can be frozen. Prints its port. Its timers would be due at once. */
final class FreezeServer {
    private static final ConnectionTimeouts IMPATIENT = new ConnectionTimeouts(Duration.ofMillis(20), 10, 10);

    private FreezeServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ServedCache served = new ServedCache(IMPATIENT)) {
            served.source.text("secret_now", "hello");
            served.frontend.serve(
                    served.cache,
                    ServedCache.options()
                            .maxConnections(ServeOptions.LARGEST_MAX_CONNECTIONS)
                            .build());
            System.out.println(served.port);
            Thread.currentThread().join();
        }
    }
}
