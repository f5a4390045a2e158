package io.github.secretscache.locallambda.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The log group of the function; a prefix says who wrote a line. Thread-safe. */
public final class LambdaLog {

    static final int TAIL_BYTES = 4096;

    private final Consumer<String> sink;
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailBytes;

    public LambdaLog(Consumer<String> sink) {
        this.sink = sink;
    }

    void platform(String line) {
        line("platform", line);
    }

    synchronized void line(String source, String line) {
        tail.add(line);
        tailBytes += size(line);
        while (tailBytes > TAIL_BYTES) {
            tailBytes -= size(tail.remove());
        }
        sink.accept("[" + source + "] " + line);
    }

    /** An invocation begins. */
    synchronized void clearTail() {
        tail.clear();
        tailBytes = 0;
    }

    /** {@return at most the last 4 KiB since the invocation began} */
    synchronized String tail() {
        StringBuilder text = new StringBuilder();
        tail.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static int size(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
}
