package io.github.secretscache.layer;

import io.github.secretscache.extension.api.ExtensionEvent;

/** Asks Lambda for events, one at a time, until SHUTDOWN. */
final class EventLoop {
    private final Lifeline lifeline;
    private final Refresher refresher;
    private final ShutdownSequence shutdown;

    EventLoop(Lifeline lifeline, Refresher refresher, ShutdownSequence shutdown) {
        this.lifeline = lifeline;
        this.refresher = refresher;
        this.shutdown = shutdown;
    }

    void run() {
        while (true) {
            ExtensionEvent event = lifeline.next();
            if (event instanceof ExtensionEvent.Invoke invoke) {
                refresher.onInvoke(invoke);
            } else if (event instanceof ExtensionEvent.Shutdown end) {
                shutdown.run(end);
                return;
            } else {
                System.getLogger(EventLoop.class.getName())
                        .log(System.Logger.Level.WARNING, "unknown event, nothing done: " + event);
            }
        }
    }
}
