package io.github.secretscache.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PrefetchTest {
    private static final SecretId GOOD = SecretId.of("good");
    private static final SecretId TYPO = SecretId.of("typo");

    /** A source that answers at once races with the caller, so once is not enough. */
    @RepeatedTest(200)
    void prefetch_quickSource_fetchesEachKeyOnce() {
        try (Fixture fixture = new Fixture()) {
            fixture.source.put("good", "value");

            assertThat(fixture.cache.prefetch(List.of(GOOD, TYPO)).join()).containsOnlyKeys(TYPO);

            assertThat(fixture.cache.get(GOOD).value().asString()).isEqualTo("value");
            assertThat(fixture.refusal(TYPO)).isEqualTo(Reason.NOT_FOUND);
            assertThat(fixture.source.calls()).isEqualTo(1);
        }
    }
}
