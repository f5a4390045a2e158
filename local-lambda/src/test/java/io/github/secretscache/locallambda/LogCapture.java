package io.github.secretscache.locallambda;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the log and waits for lines of it. */
final class LogCapture implements Consumer<String> {

    private static final long LIMIT_MILLIS = 30_000;

    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        notifyAll();
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized String text() {
        return String.join("\n", lines);
    }

    synchronized long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    void await(String part) {
        await(part, 1);
    }

    synchronized void await(String part, int times) {
        long end = System.currentTimeMillis() + LIMIT_MILLIS;
        while (count(part) < times) {
            long left = end - System.currentTimeMillis();
            if (left <= 0) {
                throw new AssertionError("not seen " + times + " times: " + part + "\n" + text());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
