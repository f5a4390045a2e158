package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeOptionsTest {
    @Test
    void toString_doesNotHoldTheToken() {
        assertThat(ServeOptions.builder().token("hunter2").build())
                .asString()
                .doesNotContain("hunter2")
                .contains("redacted");
    }

    @Test
    void builder_badValues_areRefused() {
        ServeOptions.Builder builder = ServeOptions.builder();

        assertThatThrownBy(() -> builder.token("")).hasMessageContaining("token must not be empty");
        assertThatThrownBy(() -> builder.maxConnections(0)).hasMessage("maxConnections must be 1 to 800, but is 0");
        assertThatThrownBy(() -> builder.maxConnections(801)).hasMessageContaining("but is 801");
        assertThatThrownBy(() -> builder.allow(List.of("a", ""))).hasMessageContaining("must not be empty");
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything/at/all, true",
        "prod/*, prod/db, true",
        "prod/*, prod/, true",
        "prod/*, prod, false",
        "prod/*, xprod/db, false",
        "*/db, prod/eu/db, true",
        "*/db, prod/db2, false",
        "p*d/*b, prod/db, true",
        "a*b*c, aXbXbXc, true",
        "a*b*c, aXbXbX, false",
        "a?c, abc, false",
        "a.c, abc, false",
        "**, x, true",
        "Prod, prod, false",
    })
    void allow_pattern_matchesWholeNames(String pattern, String name, boolean allowed) {
        assertThat(ServeOptions.builder().allow(List.of(pattern)).build().allows(name))
                .isEqualTo(allowed);
    }

    @Test
    void allow_manyStars_takesNoTime() {
        ServeOptions options =
                ServeOptions.builder().allow(List.of("*a".repeat(500) + "b")).build();

        assertThat(options.allows("a".repeat(2048))).isFalse();
    }

    @Test
    void allow_emptyList_allowsNothing() {
        assertThat(ServeOptions.builder().allow(List.of()).build().allows("a")).isFalse();
        assertThat(ServeOptions.defaults().allows("a")).isTrue();
    }
}
