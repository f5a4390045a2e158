package io.github.secretscache.core;

import java.lang.System.Logger.Level;

/**
 * Logs the exceptions that the cache swallows. The first logger of a JVM takes tens of milliseconds, so it is created
 * late.
 */
final class Log {
    private static final class Lazy {
        static final System.Logger LOGGER = System.getLogger("io.github.secretscache.core");
    }

    private Log() {}

    static void warning(String message) {
        Lazy.LOGGER.log(Level.WARNING, message);
    }
}
