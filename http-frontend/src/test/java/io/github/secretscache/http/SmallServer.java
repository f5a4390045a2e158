package io.github.secretscache.http;

import io.github.secretscache.core.SecretKind;
import java.util.List;

/**
 * A server in a process of its own, with as many secrets of as many bytes as asked for, one that never comes, and an environment.
 * The third argument, if there is one, is the most connections. Prints its port.
 */
final class SmallServer {
    private SmallServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        String large = "x".repeat(Integer.parseInt(arguments[1]));
        ServeOptions.Builder options = ServedCache.options()
                .environment(List.of(
                        new EnvironmentVariable("A", SecretKind.SECRET, "secret_now", null, null, false, true)));
        if (arguments.length > 2) {
            options.maxConnections(Integer.parseInt(arguments[2]));
        }
        try (ServedCache served = ServedCache.open(options.build())) {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                served.source.text("large" + i, large);
            }
            served.source.text("secret_now", "value");
            served.source.text("never", "late").fake.gate().close("never");
            System.out.println(served.port);
            Thread.currentThread().join();
        }
    }
}
