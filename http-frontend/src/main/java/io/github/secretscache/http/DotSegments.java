package io.github.secretscache.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Resolves {@code .} and {@code ..} in a path, also percent-encoded, as the URL parser of AWS's agent does. */
final class DotSegments {
    private DotSegments() {}

    static String removedFrom(String rawPath) {
        if (!rawPath.contains("/.") && !rawPath.contains("/%2")) {
            return rawPath;
        }
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = rawPath.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String dots = segments[i].toLowerCase(Locale.ROOT).replace("%2e", ".");
            boolean last = i == segments.length - 1;
            if (dots.equals("..")) {
                kept.pollLast();
            }
            if (!dots.equals(".") && !dots.equals("..")) {
                kept.addLast(segments[i]);
            } else if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }
}
