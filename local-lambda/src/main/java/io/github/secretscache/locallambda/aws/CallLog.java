package io.github.secretscache.locallambda.aws;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Counts calls. Thread-safe. */
final class CallLog {

    private final Map<String, Long> byOperation = new HashMap<>();
    private final Map<String, Map<String, Long>> bySecret = new HashMap<>();

    synchronized void add(String operation, Collection<String> secrets) {
        byOperation.merge(operation, 1L, Long::sum);
        Map<String, Long> counts = bySecret.computeIfAbsent(operation, o -> new HashMap<>());
        secrets.forEach(secret -> counts.merge(secret, 1L, Long::sum));
    }

    synchronized void clear() {
        byOperation.clear();
        bySecret.clear();
    }

    synchronized Calls snapshot() {
        Map<String, Map<String, Long>> copy = new HashMap<>();
        bySecret.forEach((operation, counts) -> copy.put(operation, Map.copyOf(counts)));
        return new Calls(byOperation, copy);
    }
}
