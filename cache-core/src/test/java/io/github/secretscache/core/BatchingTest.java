package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchingTest {
    @Test
    void equals_comparesAllParts() {
        Batching batching = new Batching("one", 20, true);
        Batching same = new Batching(new String("one"), 20, true);

        assertThat(batching).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("one");
        for (Batching other : List.of(
                new Batching("other", 20, true), new Batching("one", 10, true), new Batching("one", 20, false))) {
            assertThat(batching).isNotEqualTo(other).doesNotHaveSameHashCodeAs(other);
        }
    }
}
