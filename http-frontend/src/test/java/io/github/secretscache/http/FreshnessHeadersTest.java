package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FreshnessHeadersTest {
    @Test
    void equals_comparesAllParts() {
        FreshnessHeaders headers = new FreshnessHeaders(1, 60, 6, "eu-west-1", Origin.MEMORY);
        FreshnessHeaders same = new FreshnessHeaders(1, 60, 6, new String("eu-west-1"), Origin.MEMORY);

        assertThat(headers).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("one");
        for (FreshnessHeaders other : List.of(
                new FreshnessHeaders(2, 60, 6, "eu-west-1", Origin.MEMORY),
                new FreshnessHeaders(1, 61, 6, "eu-west-1", Origin.MEMORY),
                new FreshnessHeaders(1, 60, 7, "eu-west-1", Origin.MEMORY),
                new FreshnessHeaders(1, 60, 6, null, Origin.MEMORY),
                new FreshnessHeaders(1, 60, 6, "eu-west-1", Origin.STALE_AFTER_FAILURE))) {
            assertThat(headers).isNotEqualTo(other);
        }
    }
}
