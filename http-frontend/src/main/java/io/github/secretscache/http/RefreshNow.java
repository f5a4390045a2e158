package io.github.secretscache.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The values of {@code refreshNow}, the same on native and AWS-compatible paths. */
final class RefreshNow {
    private RefreshNow() {}

    /** {@return what the text means, in any case, or {@code null} if it means nothing} */
    static @Nullable Boolean parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> null;
        };
    }
}
