package io.github.secretscache.layer.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongFunction;

/**
 * Writes lines on its own thread, so a pipe that nobody reads never blocks a thread that logs. If too many lines wait,
 * further ones are dropped and counted, and the count is logged as soon as there is room. Thread-safe.
 */
final class LineWriter {
    private static final int MAX_WAITING_BYTES = 256 << 10;

    private final OutputStream out;
    private final LongFunction<String> droppedLine;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private long dropped;
    private boolean started;
    private boolean writing;

    /** @param droppedLine makes the line that says how many lines were dropped */
    LineWriter(OutputStream out, LongFunction<String> droppedLine) {
        this.out = out;
        this.droppedLine = droppedLine;
    }

    OutputStream out() {
        return out;
    }

    synchronized void write(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (waitingBytes + bytes.length > MAX_WAITING_BYTES) {
            dropped++;
            return;
        }
        waiting.add(bytes);
        waitingBytes += bytes.length;
        if (!started) {
            started = true;
            Thread thread = new Thread(this::run, "secrets-cache-log");
            thread.setDaemon(true);
            thread.start();
        }
        notifyAll();
    }

    /** Returns when all lines are written, or the time is over. */
    synchronized void flush(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (writing || !waiting.isEmpty() || dropped > 0) {
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                break;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            byte[] line = next();
            try {
                out.write(line);
                out.flush();
            } catch (IOException e) {
                // There is no other place to report it.
            }
        }
    }

    private synchronized byte[] next() {
        writing = false;
        while (waiting.isEmpty() && dropped == 0) {
            notifyAll();
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread, and the log must not end.
            }
        }
        writing = true;
        byte[] line = waiting.poll();
        if (line != null) {
            waitingBytes -= line.length;
            return line;
        }
        String told = droppedLine.apply(dropped);
        dropped = 0;
        return told.getBytes(StandardCharsets.UTF_8);
    }
}
