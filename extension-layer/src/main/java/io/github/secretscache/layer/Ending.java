package io.github.secretscache.layer;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How a sidecar ends: told to by a signal, from the first moment of its life on, or by a failure of its own; whichever is
 * first decides the exit status, and is alone in what it logs. Thread-safe.
 */
final class Ending {
    private final AtomicReference<@Nullable Integer> status = new AtomicReference<>();
    private volatile @Nullable Runnable drain;

    /** Says what a signal has to do first, from now on. */
    void onSignal(Runnable work) {
        drain = work;
    }

    /** {@return the exit status, when what there is to do has been done}; called in the JVM's shutdown. */
    int signalled() {
        if (!status.compareAndSet(null, ExitStatus.OK)) {
            // The shutdown is that of a failure, or a second signal.
            return decided();
        }
        Runnable work = drain;
        if (work != null) {
            work.run();
        }
        return ExitStatus.OK;
    }

    /** {@return whether the process ends because of this failure, which then has to be said} */
    boolean failed(int exitStatus) {
        return status.compareAndSet(null, exitStatus);
    }

    /** {@return the exit status} */
    int decided() {
        Integer decided = status.get();
        return decided == null ? ExitStatus.OK : decided;
    }
}
