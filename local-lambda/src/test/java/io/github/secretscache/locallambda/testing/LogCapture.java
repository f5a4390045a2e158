package io.github.secretscache.locallambda.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Keeps the log and waits for lines of it. */
public final class LogCapture implements Consumer<String> {

    private static final long LIMIT_MILLIS = 30_000;

    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        notifyAll();
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    public synchronized String text() {
        return String.join("\n", lines);
    }

    public synchronized long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    public void await(String part) {
        await(part, 1);
    }

    public synchronized void await(String part, int times) {
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
