package io.github.secretscache.core;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The other names under which entries can be found: name, full ARN and partial ARN of one secret share an entry once a
 * reply has shown that they are one. An alias is good only while the entry it points to holds the ARN it was learned
 * with; so it ends when the secret is created again, and when the entry is dropped. Thread-safe.
 */
final class Aliases {
    private static final int SWEEP_FROM = 256;

    private record Alias(SecretId owner, String arn) {}

    private final Map<SecretId, Alias> byAlias = new ConcurrentHashMap<>();
    private final Function<SecretId, @Nullable Entry> entries;
    private int sweepAt = SWEEP_FROM;

    /**
     * No aliases.
     *
     * @param entries finds the entry of a key, without marking it as used
     */
    Aliases(Function<SecretId, @Nullable Entry> entries) {
        this.entries = entries;
    }

    /** The key of the entry that a name may stand for, or {@code null}; {@link #isGood} tells whether it does. */
    @Nullable
    SecretId ownerOf(SecretId alias) {
        Alias known = byAlias.get(alias);
        return known == null ? null : known.owner;
    }

    /** Whether an entry found by {@link #ownerOf} is of the secret the alias was learned for. */
    boolean isGood(SecretId alias, @Nullable Entry entry) {
        Alias known = byAlias.get(alias);
        return known != null && holds(entry, known.arn);
    }

    /** Notes that a reply to a name contained the secret that the entry of another name holds. */
    synchronized void learn(SecretId alias, SecretId owner, String arn) {
        byAlias.put(alias, new Alias(owner, arn));
        if (byAlias.size() >= sweepAt) {
            byAlias.values().removeIf(known -> !holds(entries.apply(known.owner), known.arn));
            sweepAt = Math.max(SWEEP_FROM, 2 * byAlias.size());
        }
    }

    /** Notes that a name is not an alias. */
    void forget(SecretId alias) {
        byAlias.remove(alias);
    }

    void clear() {
        byAlias.clear();
    }

    private static boolean holds(@Nullable Entry entry, String arn) {
        return entry != null && entry.holds(arn);
    }
}
