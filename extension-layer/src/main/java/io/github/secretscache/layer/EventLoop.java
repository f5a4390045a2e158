package io.github.secretscache.layer;

import io.github.secretscache.extension.api.ExtensionEvent;
import java.util.function.Consumer;

/** Asks Lambda for events, one at a time, until SHUTDOWN. */
final class EventLoop {
    private final LambdaSession session;
    private final Consumer<ExtensionEvent.Invoke> onInvoke;
    private final Consumer<ExtensionEvent.Shutdown> onShutdown;

    EventLoop(
            LambdaSession session,
            Consumer<ExtensionEvent.Invoke> onInvoke,
            Consumer<ExtensionEvent.Shutdown> onShutdown) {
        this.session = session;
        this.onInvoke = onInvoke;
        this.onShutdown = onShutdown;
    }

    void run() {
        while (true) {
            ExtensionEvent event = session.next();
            if (event instanceof ExtensionEvent.Invoke invoke) {
                onInvoke.accept(invoke);
            } else if (event instanceof ExtensionEvent.Shutdown end) {
                onShutdown.accept(end);
                return;
            } else {
                System.getLogger(EventLoop.class.getName())
                        .log(System.Logger.Level.WARNING, "unknown event, nothing done: " + event);
            }
        }
    }
}
