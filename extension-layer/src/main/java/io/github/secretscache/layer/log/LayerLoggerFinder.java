package io.github.secretscache.layer.log;

/**
 * Makes the loggers behind {@link System#getLogger(String)}: they write to the extension's own log, so java.logging is
 * never loaded. Found by the JDK through {@code META-INF/services}. Thread-safe.
 */
public final class LayerLoggerFinder extends System.LoggerFinder {
    /** Called by the JDK, once. */
    public LayerLoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new LayerLogger(name);
    }
}
