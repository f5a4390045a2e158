package io.github.secretscache.core;

import java.util.Objects;

/**
 * With what a secret or parameter can share a call: {@link SecretSource#fetchBatch} gets ids of one batching.
 *
 * @param call what such ids have in common, such as their region; those of another one need another call
 * @param largest how many one call takes; 1 if it is not to be called
 * @param isUsual whether a batch is the usual way to fetch them: then what is due together is refreshed in batches too, a
 *     batch has the whole time of a fetch, and its failure for a transient reason is that of each id. Else it is a shortcut
 *     at warm-up, which falls to single fetches when it takes long
 */
public record Batching(String call, int largest, boolean isUsual) {
    /** By itself. */
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
}
