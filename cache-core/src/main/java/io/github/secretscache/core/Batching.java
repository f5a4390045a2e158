package io.github.secretscache.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets or parameters can share a call: {@link SecretSource#fetchBatch} gets ids of one batching.
 *
 * @param call what these ids have in common, such as their region; other ids need another call
 * @param largest how many ids one call takes; 1 if there is no batch call
 * @param isUsual whether a batch is the usual way to fetch them. Then entries that are due together are refreshed in
 *     batches too, a batch has the whole time of a fetch, and its transient failure is the failure of each id.
 *     Otherwise it is a shortcut at warm-up, which is given up for single fetches if it takes long
 */
public record Batching(String call, int largest, boolean isUsual) {
    /** Fetched by itself. */
    public static final Batching NONE = new Batching("", 1, false);

    /** Checks that there is a call. */
    public Batching {
        Objects.requireNonNull(call, "call");
    }

    /**
     * A shortcut at warm-up.
     *
     * @param call what ids that share one have in common
     * @param largest how many one call takes
     * @return the batching
     */
    public static Batching whenWarmingUp(String call, int largest) {
        return new Batching(call, largest, false);
    }

    /**
     * The usual way, at warm-up and for refreshes.
     *
     * @param call what ids that share one have in common
     * @param largest how many one call takes
     * @return the batching
     */
    public static Batching usual(String call, int largest) {
        return new Batching(call, largest, true);
    }

    /** By hand, as {@link SecretId#equals}: a record's own are linked during the extension's start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Batching batching
                && largest == batching.largest
                && isUsual == batching.isUsual
                && call.equals(batching.call);
    }

    /** {@return a hash of all parts} */
    @Override
    public int hashCode() {
        return 31 * (31 * call.hashCode() + largest) + Boolean.hashCode(isUsual);
    }
}
