package io.github.secretscache.http;

/** A server in a process of its own, with as many secrets of 64 KiB as asked for, and one that never comes. Prints its port. */
final class SmallServer {
    private static final String LARGE = "x".repeat(65_536);

    private SmallServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (ServedCache served = ServedCache.open()) {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                served.source.text("large" + i, LARGE);
            }
            served.source.text("never", "late").fake.gate().close("never");
            System.out.println(served.port);
            Thread.currentThread().join();
        }
    }
}
