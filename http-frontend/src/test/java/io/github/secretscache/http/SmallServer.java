package io.github.secretscache.http;

/** A server in a process of its own, with as many secrets of as many bytes as asked for, and one that never comes. Prints its port. */
final class SmallServer {
    private SmallServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        String large = "x".repeat(Integer.parseInt(arguments[1]));
        try (ServedCache served = ServedCache.open()) {
            for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
                served.source.text("large" + i, large);
            }
            served.source.text("never", "late").fake.gate().close("never");
            System.out.println(served.port);
            Thread.currentThread().join();
        }
    }
}
