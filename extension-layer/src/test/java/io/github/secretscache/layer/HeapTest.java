package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.Problems;
import org.junit.jupiter.api.Test;

class HeapTest {
    private static final long MIB = 1 << 20;

    private final Problems problems = new Problems();

    @Test
    void check_defaultCacheInTheSmallestHeap_saysNothing() {
        Heap.check(8 * MIB, 31 * MIB, problems);

        assertThat(problems.notices()).isEmpty();
    }

    @Test
    void check_cacheThatDoesNotFit_saysWhatHelps() {
        Heap.check(64 * MIB, 64 * MIB, problems);

        assertThat(problems.notices())
                .containsExactly(
                        "cache.maxBytes: read 64MiB, which needs a heap of 140 MiB when it is full; this one is 64"
                                + " MiB: give the function more memory, or set SECRETS_CACHE_JAVA_OPTIONS=-Xmx140m");
        assertThat(problems.isEmpty()).isTrue();
    }
}
