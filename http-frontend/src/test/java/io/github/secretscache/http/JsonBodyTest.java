package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonBodyTest {
    private static String text(JsonBody.Content content) {
        return StandardCharsets.UTF_8.decode(JsonBody.of(content)).toString();
    }

    static List<Arguments> strings() {
        return List.of(
                Arguments.of("", "\"\""),
                Arguments.of("plain /path", "\"plain /path\""),
                Arguments.of("say \"hi\"", "\"say \\\"hi\\\"\""),
                Arguments.of("back\\slash", "\"back\\\\slash\""),
                Arguments.of("line\nreturn\rtab\t", "\"line\\nreturn\\rtab\\t\""),
                Arguments.of("\0\b\f\u001f\u007f", "\"\\u0000\\b\\f\\u001f\u007f\""),
                Arguments.of("café €", "\"café €\""),
                Arguments.of("\ud83d\ude00", "\"\ud83d\ude00\""),
                Arguments.of("a\ud83d", "\"a\\ud83d\""),
                Arguments.of("\ud83da", "\"\\ud83da\""),
                Arguments.of("\ude00a", "\"\\ude00a\""),
                Arguments.of("\ude00\ud83d", "\"\\ude00\\ud83d\""),
                Arguments.of("\u2028", "\"\u2028\""));
    }

    @ParameterizedTest
    @MethodSource("strings")
    void value_string_isEscaped(String value, String json) throws IOException {
        assertThat(text(out -> out.writeString(value))).isEqualTo(json);
        assertThat(parsed(json)).isEqualTo(value);
    }

    @Test
    void value_anyCharacters_readBackUnchanged() throws IOException {
        long seed = 20_261_123L;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                value.append((char) (random.nextBoolean() ? random.nextInt(0x80) : random.nextInt(0x10000)));
            }
            assertThat(parsed(text(json -> json.writeString(value.toString()))))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(value.toString());
        }
    }

    private static String parsed(String json) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return parser.getText();
        }
    }

    @Test
    void member_withoutAValue_isLeftOut() {
        String text = text(json -> {
            json.writeStartObject();
            JsonBody.member(json, "text", "a");
            JsonBody.member(json, "absent", null);
            JsonBody.strings(json, "strings", List.of("c", "d"));
            json.writeEndObject();
        });

        assertThat(text).isEqualTo("{\"text\":\"a\",\"strings\":[\"c\",\"d\"]}");
    }
}
