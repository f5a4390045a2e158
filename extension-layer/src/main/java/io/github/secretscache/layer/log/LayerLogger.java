package io.github.secretscache.layer.log;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A {@link System.Logger} that writes to the {@link LogSink}. */
final class LayerLogger implements System.Logger {
    private final String name;

    LayerLogger(String name) {
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return LogSink.isLoggable(name, level);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        LogSink.log(name, level, localised(bundle, message), thrown);
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... parameters) {
        if (!isLoggable(level)) {
            return;
        }
        String message = localised(bundle, format);
        if (message != null && parameters != null && parameters.length > 0) {
            message = MessageFormat.format(message, parameters);
        }
        LogSink.log(name, level, message, null);
    }

    private static @Nullable String localised(@Nullable ResourceBundle bundle, @Nullable String message) {
        return bundle != null && message != null && bundle.containsKey(message) ? bundle.getString(message) : message;
    }
}
