package io.github.secretscache.locallambda.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what was started, the last one first: by {@link #close()}, or when this JVM ends. */
final class OpenThings implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    private OpenThings() {}

    /** Closes on Ctrl-C and SIGTERM too. */
    static OpenThings closedAtExit() {
        OpenThings things = new OpenThings();
        Runtime.getRuntime().addShutdownHook(new Thread(things::close, "close-everything"));
        return things;
    }

    synchronized <T extends AutoCloseable> T add(T thing) {
        if (closed) {
            closeOne(thing);
            throw new IllegalStateException("This program is ending");
        }
        open.push(thing);
        return thing;
    }

    synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            closeOne(open.pop());
        }
    }

    private static void closeOne(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            System.err.println("local-lambda: " + thing.getClass().getSimpleName() + " was not closed: " + e);
        }
    }
}
