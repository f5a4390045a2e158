package io.github.secretscache.layer;

import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;

/** Whether the cache fits the JVM's heap, whose size the launcher takes from the function's memory. */
final class Heap {
    /** What the extension holds in addition to secrets, measured idle, and as much again for requests in flight. */
    private static final long WITHOUT_SECRETS = 12L << 20;

    private Heap() {}

    /** Warns if a full cache, a part of which is being replaced, would exceed the heap. */
    static void check(long maxBytes, long heap, Problems problems) {
        long needed = WITHOUT_SECRETS + 2 * maxBytes;
        if (needed > heap) {
            problems.notice(
                    Setting.MAX_BYTES.name(),
                    "read " + Setting.MAX_BYTES.format(maxBytes) + ", which needs a heap of " + (needed >> 20)
                            + " MiB when it is"
                            + " full; this one is " + (heap >> 20) + " MiB: give the function more memory, or set "
                            + Environment.JAVA_OPTIONS + "=-Xmx" + (needed >> 20) + "m");
        }
    }
}
