package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityFormatTest {
    @ParameterizedTest
    @CsvSource({
        "10, 600000",
        "0.5, 30000",
        "0, 0",
        "0.0, 0",
        "1.25, 75000",
        "0.000001, 1",
        "0.000000000001, 1",
        "2.00001, 120001",
        "999999999999.999999999999, 60000000000000000"
    })
    void parse_minutesWithFraction_areRoundedUpToMilliseconds(String text, long millis) {
        assertThat(QuantityFormat.MINUTES.parse(text)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "COUNT, 0128, 128",
        "COUNT, 08080, 8080",
        "BYTES, 010MiB, 10485760",
        "BYTES, 0100000, 100000",
        "DURATION, 010s, 10000",
        "MINUTES, 010.50, 630000",
        "SECONDS, 010, 10000",
        "MILLISECONDS, 0010, 10"
    })
    void parse_zerosBeforeIt_areNoOctalNumber(QuantityFormat format, String text, long amount) {
        assertThat(format.parse(text)).isEqualTo(amount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".5", "5.", "1.2.3", "-1", "+1", "1e3", "0.1234567890123", "1234567890123", "x"})
    void parse_noNumberOfMinutes_isMalformed(String text) {
        assertThat(QuantityFormat.MINUTES.parse(text)).isEqualTo(QuantityFormat.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "600000, 10",
        "30000, 0.5",
        "0, 0",
        "75000, 1.25",
        "1, 0.000017",
        "60, 0.001",
        "59999, 0.999983",
        "31536000000, 525600"
    })
    void format_minutes_haveAsFewDecimalsAsTheyNeedSixAtMost(long millis, String text) {
        assertThat(QuantityFormat.MINUTES.format(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1500, 1.5", "1000, 1", "999, 0.999"})
    void format_seconds_haveTheirMilliseconds(long millis, String text) {
        assertThat(QuantityFormat.SECONDS.format(millis)).isEqualTo(text);
    }
}
