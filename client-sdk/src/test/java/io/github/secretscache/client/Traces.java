package io.github.secretscache.client;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a log would show of an exception. */
final class Traces {
    private Traces() {}

    static String of(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
