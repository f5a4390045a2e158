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
import org.jspecify.annotations.Nullable;

/** Reads several secrets, some at a time. Its threads end with it. Lives for one call. */
final class SeveralReads {
    private final Function<String, Secret> read;
    private final Function<String, @Nullable SecretsCacheException> giveUp;
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean inVain;

    /**
     * @param giveUp asked before each read after one found a secret not available; gives the reason not to read this one
     *     either, or null to read it
     */
    SeveralReads(Function<String, Secret> read, Function<String, @Nullable SecretsCacheException> giveUp) {
        this.read = read;
        this.giveUp = giveUp;
    }

    /**
     * {@return the secrets by name, in the order asked for; unmodifiable}
     *
     * <p>Throws what the first read that failed threw, with the others as suppressed exceptions.
     *
     * @param maxThreads how many read at a time, the calling thread among them
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
                secrets.put(name, one(name));
            } catch (Throwable e) { // also what a fallback throws; else a thread of ours would hide it
                if (e instanceof SecretsCacheUnavailableException) {
                    inVain = true;
                }
                failures.put(name, e);
            }
        }
    }

    private Secret one(String name) {
        SecretsCacheException why = inVain ? giveUp.apply(name) : null;
        if (why != null) {
            throw why;
        }
        return read.apply(name);
    }

    private Map<String, Secret> collected(List<String> names) {
        List<Throwable> problems = names.stream()
                .map(failures::get)
                .filter(problem -> problem != null)
                .distinct()
                .toList();
        if (!problems.isEmpty()) {
            Throwable first = problems.get(0);
            problems.stream().skip(1).forEach(first::addSuppressed);
            throw asItIs(first);
        }
        Map<String, Secret> ordered = new LinkedHashMap<>();
        names.forEach(name -> ordered.put(name, secrets.get(name)));
        return Collections.unmodifiableMap(ordered);
    }

    @SuppressWarnings("unchecked") // unchecked, or thrown by code that declares no exceptions
    private static <X extends Throwable> RuntimeException asItIs(Throwable e) throws X {
        throw (X) e;
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
