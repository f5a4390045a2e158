package io.github.secretscache.layer.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** An SLF4J logger that writes to the {@link LogSink}. */
final class LayerSlf4jLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    LayerSlf4jLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return LogSink.isLoggable(name, System.Logger.Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return LogSink.isLoggable(name, System.Logger.Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return LogSink.isLoggable(name, System.Logger.Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return LogSink.isLoggable(name, System.Logger.Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
        return LogSink.isLoggable(name, System.Logger.Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String message,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        LogSink.log(name, systemLevel(level), MessageFormatter.basicArrayFormat(message, arguments), thrown);
    }

    private static System.Logger.Level systemLevel(Level level) {
        return switch (level) {
            case TRACE -> System.Logger.Level.TRACE;
            case DEBUG -> System.Logger.Level.DEBUG;
            case INFO -> System.Logger.Level.INFO;
            case WARN -> System.Logger.Level.WARNING;
            case ERROR -> System.Logger.Level.ERROR;
        };
    }
}
