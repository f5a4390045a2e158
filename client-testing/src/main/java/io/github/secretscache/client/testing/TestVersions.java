package io.github.secretscache.client.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The secrets of a test with their stages, the failures asked for, and the reads counted. Thread-safe. */
final class TestVersions {
    static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    private final Map<String, Map<String, TestVersion>> secrets = new HashMap<>();
    private final Map<String, Integer> versions = new HashMap<>();
    private final Map<String, SecretFailure> failures = new HashMap<>();
    private final Map<String, Integer> reads = new HashMap<>();

    /** Puts a new version at a stage; what was current before becomes the previous. */
    synchronized void put(String stage, TestVersion value) {
        String name = value.secret().name();
        Map<String, TestVersion> stages = secrets.computeIfAbsent(name, key -> new HashMap<>());
        TestVersion current = stages.get(CURRENT);
        if (stage.equals(CURRENT) && current != null) {
            stages.put(PREVIOUS, current.as(current.secret().versionId(), PREVIOUS));
        }
        stages.put(stage, value.as("v" + versions.merge(name, 1, Integer::sum), stage));
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

    /** {@return what this read of a secret shall end in, or null}; counts it. */
    synchronized @Nullable SecretFailure read(String name) {
        reads.merge(name, 1, Integer::sum);
        return failures.get(name);
    }

    synchronized @Nullable TestVersion find(String name, String stage) {
        return secrets.getOrDefault(name, Map.of()).get(stage);
    }

    synchronized int reads(String name) {
        return reads.getOrDefault(name, 0);
    }

    /** {@return the same secrets, without failures and with nothing read} */
    synchronized TestVersions copy() {
        TestVersions copy = new TestVersions();
        secrets.forEach((name, stages) -> copy.secrets.put(name, new HashMap<>(stages)));
        copy.versions.putAll(versions);
        return copy;
    }
}
