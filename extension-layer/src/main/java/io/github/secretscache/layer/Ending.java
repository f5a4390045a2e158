package io.github.secretscache.layer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How a sidecar ends: by a signal, which may come at any time, or by its own failure. Whichever comes first decides the
 * exit status, and only that one is logged. Thread-safe.
 */
final class Ending {
    private final AtomicReference<@Nullable Integer> status = new AtomicReference<>();
    private volatile @Nullable Runnable drain;

    /** Sets what to do first when a signal comes. */
    void onSignal(Runnable work) {
        drain = work;
    }

    /** {@return the exit status, after the work of the shutdown}; called in the JVM's shutdown. */
    int signalled() {
        if (!status.compareAndSet(null, ExitStatus.OK)) {
            // The shutdown was caused by a failure, or this is a second signal.
            return decided();
        }
        Runnable work = drain;
        if (work != null) {
            work.run();
        }
        return ExitStatus.OK;
    }

    /** {@return whether the process ends because of this failure, which must then be logged} */
    boolean failed(int exitStatus) {
        return status.compareAndSet(null, exitStatus);
    }

    /** {@return the exit status} */
    int decided() {
        Integer decided = status.get();
        return decided == null ? ExitStatus.OK : decided;
    }
}
