package io.github.secretscache.layer;

import io.github.secretscache.extension.api.EventType;
import io.github.secretscache.extension.api.ExtensionEvent;
import io.github.secretscache.extension.api.ExtensionsApiClient;
import io.github.secretscache.extension.api.ExtensionsApiException;
import io.github.secretscache.extension.api.Registration;
import io.github.secretscache.layer.log.LogSink;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extension's session with Lambda: knows which kind of error report is allowed, and that the process must end
 * after it.
 */
final class LambdaSession {
    private static final int OK = 200;
    /** After a report the process must end, even if the report itself or the exit hangs. */
    private static final Duration END_AFTER_REPORT = Duration.ofSeconds(3);

    /** Lambda may freeze the process as soon as it asks for the next event. */
    private static final Duration BEFORE_FREEZE = Duration.ofMillis(50);

    private final ExtensionsApiClient api;
    private final HaltGuard guard;
    private boolean ready;

    LambdaSession(ExtensionsApiClient api, HaltGuard guard) {
        this.api = api;
        this.guard = guard;
    }

    Registration register(String name, Set<EventType> events) {
        try {
            return api.register(name, events);
        } catch (ExtensionsApiException e) {
            if (e.status() == OK) {
                // Lambda counts us as registered, so we must report it, even though its reply was unusable.
                report("Extension.RegisterFailed", e.getMessage());
            }
            throw e;
        }
    }

    ExtensionEvent next() {
        ready = true;
        LogSink.flush(BEFORE_FREEZE);
        return api.next();
    }

    /** Reports why the process ends; it must exit right after with {@link ExitStatus#FAILED}. */
    void report(String errorType, @Nullable String message) {
        guard.arm(END_AFTER_REPORT, ExitStatus.FAILED);
        String text = message == null ? errorType : message;
        try {
            if (ready) {
                api.exitError(errorType, text);
            } else {
                api.initError(errorType, text);
            }
        } catch (RuntimeException e) {
            LogSink.fatal("Lambda did not take the report " + errorType + ": " + e.getMessage(), null);
        }
    }
}
