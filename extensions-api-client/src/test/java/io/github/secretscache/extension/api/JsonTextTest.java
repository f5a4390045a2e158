package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTextTest {
    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("plain", "plain"),
                Arguments.of("a\"b", "a\\\"b"),
                Arguments.of("a\\b", "a\\\\b"),
                Arguments.of("a\nb", "a\\u000ab"),
                Arguments.of("a\0\u001fb", "a\\u0000\\u001fb"),
                Arguments.of("é中", "é中"),
                Arguments.of("\uD83D\uDE00", "\uD83D\uDE00"),
                Arguments.of("a\uD83D", "a\\ud83d"),
                Arguments.of("\uDE00\uD83D", "\\ude00\\ud83d"),
                Arguments.of("\uD83D\uD83D\uDE00", "\\ud83d\uD83D\uDE00"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void appendQuoted_text_isEscapedWhereNeeded(String text, String inQuotes) {
        StringBuilder json = new StringBuilder("x");
        JsonText.appendQuoted(json, text);
        assertThat(json).hasToString("x\"" + inQuotes + "\"");
    }
}
