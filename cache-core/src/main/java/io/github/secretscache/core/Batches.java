package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides keys into calls of {@link SecretSource#fetchBatch}: by way and by its largest batch. Any other version than the
 * current one is a call of its own.
 */
final class Batches {
    private Batches() {}

    static List<List<SecretId>> of(SecretSource source, Collection<SecretId> ids) {
        int most = Math.max(1, source.largestBatch());
        List<List<SecretId>> calls = new ArrayList<>();
        Map<String, List<SecretId>> open = new LinkedHashMap<>();
        for (SecretId id : ids) {
            if (!SecretId.AWSCURRENT.equals(id.versionStage()) || id.versionId() != null) {
                calls.add(List.of(id));
                continue;
            }
            List<SecretId> batch = open.computeIfAbsent(source.routeOf(id), route -> new ArrayList<>());
            batch.add(id);
            if (batch.size() == most) {
                calls.add(batch);
                open.remove(source.routeOf(id));
            }
        }
        calls.addAll(open.values());
        return calls;
    }
}
