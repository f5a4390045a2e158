package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final JsonMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Test
    void members_everyKindOfValue_isReadInOrder() throws MalformedJsonException {
        String text =
                " { \"s\" : \"a\\u00e9\\n\\\"\\\\\\/\\b\\f\\r\\t\" , \"n\":-1.50e+3,\"t\":true,\"f\":false,\"z\":null,"
                        + "\"o\":{\"x\": [1]},\"a\":[ ],\"\":\"\" }\n";

        Map<String, String> members = JsonReader.members(text);

        assertThat(members.keySet()).containsExactly("s", "n", "t", "f", "z", "o", "a", "");
        assertThat(members)
                .containsEntry("s", "a\u00e9\n\"\\/\b\f\r\t")
                .containsEntry("n", "-1.50e+3")
                .containsEntry("t", "true")
                .containsEntry("f", "false")
                .containsEntry("z", null)
                .containsEntry("o", "{\"x\": [1]}")
                .containsEntry("a", "[ ]")
                .containsEntry("", "");
    }

    @Test
    void members_surrogatePair_isOneCharacter() throws MalformedJsonException {
        assertThat(JsonReader.members("{\"k\":\"\\uD83D\\uDE00\"}")).containsEntry("k", "\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"a\"",
                "{",
                "}",
                "{}x",
                "{}{}",
                "\uFEFF{}",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":'b'}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":-}",
                "{\"a\":NaN}",
                "{\"a\":0x1}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":\"b}",
                "{\"a\":\"b\\\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}",
                "{\"a\":\"line\nbreak\"}",
                "{\"a\":\"nul\u0000\"}",
                "{\"a\":[1,]}",
                "{\"a\":[1 2]}",
                "{\"a\":[1}",
                "{\"a\":{\"b\":1]}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":[{\"b\":1,\"b\":2}]}",
                "{\"a\":1} // comment",
                "{\u00a0}"
            })
    void members_notAnObjectByRfc8259_isRefused(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> JsonReader.members(text))
                .withMessageMatching(".+ at offset \\d+");
    }

    @Test
    void members_deepNesting_isRefusedBeforeTheStackEnds() throws MalformedJsonException {
        int inner = JsonReader.MAX_DEPTH - 1;
        JsonReader.members("{\"a\":" + "[".repeat(inner) + "]".repeat(inner) + "}");

        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> JsonReader.members("{\"a\":" + "[".repeat(100_000)))
                .withMessageContaining("nested deeper than 200");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]|0", "['a']|1", " [ 'a' , 'b' ] |2"})
    void strings_array_isRead(String text, int size) throws MalformedJsonException {
        assertThat(JsonReader.strings(text.replace('\'', '"'))).hasSize(size);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "[1]", "['a',]", "['a' 'b']", "['a']x", "{}"})
    void strings_anythingElse_isRefused(String text) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> JsonReader.strings(text.replace('\'', '"')));
    }

    /** Thousands of objects, whole and damaged: this reader and Jackson must agree on which are JSON and what they hold. */
    @Test
    void members_randomTexts_agreeWithJackson() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("JsonReaderTest seed: " + seed + " (repeat with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            RandomJson.object(random, text, 0);
            if (random.nextBoolean()) {
                RandomJson.damage(random, text);
            }
            if (agreeOn(text.toString(), seed)) {
                accepted++;
            } else {
                refused++;
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
        assertThat(refused).isGreaterThan(500);
    }

    private static boolean agreeOn(String text, long seed) {
        JsonNode expected;
        try {
            // As bytes: from a String, Jackson takes some letters beyond ASCII for hexadecimal digits.
            expected = JACKSON.readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            expected = null;
        }
        Map<String, String> actual;
        try {
            actual = JsonReader.members(text);
        } catch (MalformedJsonException e) {
            actual = null;
        }
        boolean isObject = expected != null && expected.isObject();
        assertThat(actual != null).as("seed %d, text %s", seed, text).isEqualTo(isObject);
        if (actual != null) {
            assertSame(text, expected, actual, seed);
        }
        return isObject;
    }

    private static void assertSame(String text, JsonNode expected, Map<String, String> actual, long seed) {
        assertThat(actual).as("seed %d, text %s", seed, text).hasSize(expected.size());
        actual.forEach((name, value) -> {
            JsonNode node = expected.get(name);
            try {
                if (value == null) {
                    assertThat(node.isNull()).isTrue();
                } else if (node.isTextual()) {
                    assertThat(value).as("seed %d, text %s", seed, text).isEqualTo(node.textValue());
                } else {
                    assertThat(JACKSON.readTree(value))
                            .as("seed %d, text %s", seed, text)
                            .isEqualTo(node);
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError("seed " + seed + ", text " + text, e);
            }
        });
    }
}
