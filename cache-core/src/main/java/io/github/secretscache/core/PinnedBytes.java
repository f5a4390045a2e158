package io.github.secretscache.core;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many of the allowed bytes the listed secrets and parameters take; they are never evicted. Guarded by the store. */
final class PinnedBytes {
    private final long most;
    private final Map<SecretId, Integer> byId = new HashMap<>();
    private long bytes;

    PinnedBytes(long most) {
        this.most = most;
    }

    /** Why a key may not take so many bytes, or {@code null}. A key that is already stored may grow. */
    @Nullable
    String refusal(SecretId id, int weight) {
        return has(id) ? null : refusal(weight);
    }

    /** Why no more bytes may be taken, or {@code null}. */
    @Nullable
    String refusal(long more) {
        return bytes + more > most
                ? "with it the listed secrets would hold " + (bytes + more) + " bytes, but maxBytes is " + most
                : null;
    }

    boolean has(SecretId id) {
        return byId.containsKey(id);
    }

    void put(SecretId id, int weight) {
        Integer before = byId.put(id, weight);
        bytes += weight - (before == null ? 0 : before);
    }

    boolean remove(SecretId id) {
        Integer before = byId.remove(id);
        bytes -= before == null ? 0 : before;
        return before != null;
    }

    long bytes() {
        return bytes;
    }

    /** What is left for the rest. */
    long bytesLeft() {
        return Math.max(0, most - bytes);
    }

    void clear() {
        byId.clear();
        bytes = 0;
    }
}
