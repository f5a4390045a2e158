package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Divides keys into calls of {@link SecretSource#fetchBatch}; a key that shares no call gets its own. */
final class Batches {
    private Batches() {}

    static List<List<SecretId>> of(SecretSource source, Collection<SecretId> ids) {
        List<List<SecretId>> calls = new ArrayList<>();
        Map<Batching, List<SecretId>> open = new LinkedHashMap<>();
        for (SecretId id : ids) {
            Batching batching = source.batchingOf(id);
            if (batching.largest() < 2) {
                calls.add(List.of(id));
                continue;
            }
            List<SecretId> batch = open.computeIfAbsent(batching, key -> new ArrayList<>());
            batch.add(id);
            if (batch.size() == batching.largest()) {
                calls.add(batch);
                open.remove(batching);
            }
        }
        calls.addAll(open.values());
        return calls;
    }
}
