package io.github.secretscache.locallambda.testing;

import java.util.Map;

/** A function as a customer writes it; run by AWS's own runtime in a process of its own. */
public final class TestHandler {

    /** Answers with the event, and its own environment where it is asked for. */
    public Map<String, Object> handle(Map<String, Object> event) {
        System.out.println("handling " + event);
        if (event.containsKey("fail")) {
            throw new IllegalStateException("asked to fail");
        }
        return Map.of(
                "echo", event,
                "env", System.getenv(),
                "pid", ProcessHandle.current().pid(),
                "tmpdir", System.getProperty("java.io.tmpdir"));
    }
}
