package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Logs failures behind the frontend, because a program may swallow the error that it gets, and the text of AWS's
 * extension has no reason. A failure of the source is one line, however many readers get it while the cache remembers
 * it. Thread-safe.
 */
final class FailureLog {
    private final Set<SecretFetchException> logged =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final LogThread log;

    FailureLog(LogThread log) {
        this.log = log;
    }

    void log(Throwable failure) {
        if (failure instanceof SecretFetchException upstream) {
            if (upstream.reason() != Reason.CLOSED && logged.add(original(upstream))) {
                // Not a constant: the first look-up of a logger costs start-up time, and this line is hardly ever
                // reached.
                log.log(suffix -> System.getLogger(FailureLog.class.getName())
                        .log(Level.WARNING, "a read failed: " + upstream.getMessage() + suffix));
            }
        } else {
            logUnexpected(failure);
        }
    }

    /** Each reader gets its own exception; its cause is the one that the cache remembers. */
    private static SecretFetchException original(SecretFetchException failure) {
        SecretFetchException original = failure;
        while (original.getCause() instanceof SecretFetchException cause) {
            original = cause;
        }
        return original;
    }

    /** Without the message, which may hold anything. */
    private void logUnexpected(Throwable failure) {
        Throwable place = new Throwable(failure.getClass().getName());
        place.setStackTrace(failure.getStackTrace());
        log.log(suffix -> System.getLogger(FailureLog.class.getName())
                .log(Level.ERROR, "A request failed unexpectedly" + suffix, place));
    }
}
