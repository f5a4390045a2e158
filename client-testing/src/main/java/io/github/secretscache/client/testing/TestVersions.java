package io.github.secretscache.client.testing;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretChangeListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The secrets of a test with their stages, the failures asked for, and the reads counted. Thread-safe. */
final class TestVersions {
    static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    private final TestKind kind;
    private final JsonDecoder jsonDecoder;
    private final Map<String, Map<String, Secret>> secrets = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, SecretFailure> failures = new HashMap<>();
    private final Map<String, Integer> reads = new HashMap<>();
    private final List<SecretChangeListener> listeners = new CopyOnWriteArrayList<>();

    TestVersions(TestKind kind, JsonDecoder jsonDecoder) {
        this.kind = kind;
        this.jsonDecoder = jsonDecoder;
    }

    /**
     * Puts a new version at a stage, or at a label of a parameter. The version that was current becomes the previous
     * one. Notifies the listeners.
     */
    void put(String stage, Secret value) {
        Secret before;
        Secret now;
        synchronized (this) {
            Map<String, Secret> stages = secrets.computeIfAbsent(value.name(), key -> new HashMap<>());
            String versionId = kind.versionId(versions.merge(value.name(), 1, Integer::sum));
            before = stages.get(stage);
            now = version(value, versionId, stage);
            if (kind == TestKind.PARAMETER) {
                stages.put(versionId, now);
                stages.put(CURRENT, now);
            } else if (stage.equals(CURRENT) && before != null) {
                stages.put(PREVIOUS, version(before, before.versionId(), PREVIOUS));
            }
            stages.put(stage, now);
        }
        if (before != null) {
            listeners.forEach(listener -> tell(listener, before.versionId(), now));
        }
    }

    private static void tell(SecretChangeListener listener, String previousVersionId, Secret current) {
        try {
            listener.versionChanged(previousVersionId, current);
        } catch (Throwable e) { // as the real clients do
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private Secret version(Secret value, String versionId, String stage) {
        return Secret.builder(value.name())
                .sameValueAs(value)
                .versionId(versionId)
                .versionStages(kind == TestKind.PARAMETER && stage.equals(CURRENT) ? List.of() : List.of(stage))
                .jsonDecoder(jsonDecoder)
                .build();
    }

    synchronized void remove(String name) {
        secrets.remove(name);
    }

    synchronized void fail(String name, SecretFailure failure) {
        failures.put(name, Objects.requireNonNull(failure, "failure"));
    }

    synchronized void recover(String name) {
        failures.remove(name);
    }

    /** {@return how this read of a secret must fail, or null}; counts it. */
    synchronized @Nullable SecretFailure read(String name) {
        reads.merge(name, 1, Integer::sum);
        return failures.get(name);
    }

    /** @param stage a stage; of a parameter the number of a version, a label, or {@link #CURRENT} for the latest */
    synchronized @Nullable Secret find(String name, String stage) {
        return secrets.getOrDefault(name, Map.of()).get(stage);
    }

    synchronized int reads(String name) {
        return reads.getOrDefault(name, 0);
    }

    void addListener(SecretChangeListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void removeListener(SecretChangeListener listener) {
        listeners.remove(listener);
    }

    /** {@return the same secrets, without failures and listeners and with nothing read} */
    synchronized TestVersions copy() {
        TestVersions copy = new TestVersions(kind, jsonDecoder);
        secrets.forEach((name, stages) -> copy.secrets.put(name, new HashMap<>(stages)));
        copy.versions.putAll(versions);
        return copy;
    }
}
