package io.github.secretscache.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides keys into calls of {@link SecretSource#fetchAll}: by group and by 20, as many as <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html">BatchGetSecretValue</a>
 * takes. It knows no other version than the current one, so any other is a call of its own.
 */
final class Batches {
    private static final int MOST = 20;

    private Batches() {}

    static List<List<SecretId>> of(Collection<SecretId> ids) {
        List<List<SecretId>> calls = new ArrayList<>();
        Map<String, List<SecretId>> open = new LinkedHashMap<>();
        for (SecretId id : ids) {
            if (!SecretId.AWSCURRENT.equals(id.versionStage()) || id.versionId() != null) {
                calls.add(List.of(id));
                continue;
            }
            List<SecretId> batch = open.computeIfAbsent(id.group(), group -> new ArrayList<>());
            batch.add(id);
            if (batch.size() == MOST) {
                calls.add(batch);
                open.remove(id.group());
            }
        }
        calls.addAll(open.values());
        return calls;
    }
}
