package io.github.secretscache.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Reads several secrets, some at a time. Its threads end with it. Lives for one call. */
final class SeveralReads {
    private final Function<String, Secret> read;
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    SeveralReads(Function<String, Secret> read) {
        this.read = read;
    }

    /**
     * {@return the secrets by name, in the order asked for; unmodifiable}
     *
     * @param maxThreads how many read at a time, the calling thread among them
     * @throws RuntimeException the exception of the first read that failed, with the others as suppressed exceptions
     */
    Map<String, Secret> of(Collection<String> names, int maxThreads) {
        List<String> distinct = names.stream().distinct().toList();
        waiting.addAll(distinct);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(maxThreads, distinct.size()); i++) {
            Thread helper = new Thread(this::work, "secrets-cache-get-all-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        work();
        helpers.forEach(SeveralReads::join);
        return collected(distinct);
    }

    private void work() {
        for (String name = waiting.poll(); name != null; name = waiting.poll()) {
            try {
                secrets.put(name, read.apply(name));
            } catch (RuntimeException e) {
                failures.put(name, e);
            }
        }
    }

    private Map<String, Secret> collected(List<String> names) {
        List<RuntimeException> problems = names.stream()
                .map(failures::get)
                .filter(problem -> problem != null)
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            RuntimeException first = problems.get(0);
            problems.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        Map<String, Secret> ordered = new LinkedHashMap<>();
        names.forEach(name -> ordered.put(name, secrets.get(name)));
        return Collections.unmodifiableMap(ordered);
    }

    /** Waits without giving up on an interrupt: a read ends by itself. */
    private static void join(Thread helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
