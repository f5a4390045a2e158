package io.github.secretscache.locallambda.aws;

import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;

/** One version of a secret and the staging labels on it; guarded by the {@link SecretsAccount}. */
final class SecretVersion {

    final String id;
    final StoredValue value;
    final Instant created;
    final SortedSet<String> stages = new TreeSet<>();

    SecretVersion(String id, StoredValue value, Instant created) {
        this.id = id;
        this.value = value;
        this.created = created;
    }
}
