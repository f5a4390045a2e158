package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.SecretValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VersionMemoTest {
    private final AtomicInteger made = new AtomicInteger();
    private final VersionMemo<String> memo = new VersionMemo<>(value -> value.asString() + made.incrementAndGet());

    @Test
    void of_sameValue_isMadeOnce() {
        SecretValue value = value("s3cret");

        assertThat(memo.of(value)).isSameAs(memo.of(value));
        assertThat(made).hasValue(1);
    }

    @Test
    void of_anotherValueOfTheSameVersion_isMadeAnew() {
        SecretValue value = value("old");
        SecretValue refetched = value("new");

        assertThat(memo.of(value)).isEqualTo("old1");
        assertThat(memo.of(refetched)).isEqualTo("new2");
    }

    @Test
    void of_valuesInTurn_isMadeOnceForEach() {
        SecretValue one = value("one");
        SecretValue two = value("two");

        assertThat(List.of(memo.of(one), memo.of(two), memo.of(one), memo.of(two)))
                .containsExactly("one1", "two2", "one1", "two2");
    }

    @Test
    void toString_tellsNoSecret() {
        SecretValue value = value("s3cret");
        memo.of(value);

        assertThat(memo).hasToString("VersionMemo[1]");
    }

    private static SecretValue value(String text) {
        return SecretValue.ofText(ScriptedSource.describe("prod/db"), text);
    }
}
