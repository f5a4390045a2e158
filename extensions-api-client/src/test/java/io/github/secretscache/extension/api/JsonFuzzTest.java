package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random documents, whole and damaged. A run is repeated with {@code -Dfuzz.seed=…}. */
class JsonFuzzTest {
    private static final int ROUNDS = 5_000;
    private static final String INTERESTING =
            "{}[]\",:\\u0123456789eE+-.tfn \t\r\n\u0000\u001f\u00e9\u2028\uD83D\uDE00/<&";

    private static final Pattern ESCAPED_SURROGATE = Pattern.compile("\\\\u[dD][89a-fA-F]");

    private final ObjectMapper jackson = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("fuzz.seed=" + seed);
    }

    @Test
    void parse_writtenValue_isTheSameAgain() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            Object value = value(4);
            String json = write(value);
            assertThat(JsonParser.parse(json))
                    .as("seed %d, round %d: %s", seed, i, ascii(json))
                    .isEqualTo(value);
        }
    }

    @Test
    void parse_damagedDocument_isJudgedAsJacksonDoes() {
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String json = damage(write(value(3)));
            if (!isFitForJackson(json)) {
                continue;
            }
            Object ours = ours(json);
            Object theirs = jacksons(json);
            assertThat(ours).as("seed %d, round %d: %s", seed, i, ascii(json)).isEqualTo(theirs);
            refused += ours == Verdict.REFUSED ? 1 : 0;
        }
        // Neither always yes nor always no.
        assertThat(refused).as("seed %d", seed).isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    @Test
    void appendQuoted_anyText_isReadBackByJackson() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            String text = text();
            StringBuilder json = new StringBuilder();
            JsonText.appendQuoted(json, text);
            assertThat(jackson.readValue(json.toString(), String.class))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(text);
            assertThat(JsonParser.parse(json.toString()))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(text);
        }
    }

    private enum Verdict {
        REFUSED
    }

    private static Object ours(String json) {
        try {
            return JsonParser.parse(json);
        } catch (MalformedReplyException e) {
            return Verdict.REFUSED;
        }
    }

    /** Jackson refuses escapes of half a pair of surrogates in keys, and only there; half a pair as such is no UTF-8. */
    private static boolean isFitForJackson(String json) {
        return !ESCAPED_SURROGATE.matcher(json).find()
                && StandardCharsets.UTF_8.newEncoder().canEncode(json);
    }

    private Object jacksons(String json) {
        try {
            // Jackson guesses the encoding by the first four bytes; spaces say UTF-8 and nothing else.
            byte[] utf8 = ("    " + json).getBytes(StandardCharsets.UTF_8);
            return ourTypes(jackson.readValue(utf8, Object.class));
        } catch (IOException e) {
            return Verdict.REFUSED;
        }
    }

    /** Jackson has its own choice of number types. */
    private static Object ourTypes(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> converted = new LinkedHashMap<>();
            map.forEach((key, member) -> converted.put(key, ourTypes(member)));
            return converted;
        }
        if (value instanceof List<?> list) {
            List<Object> converted = new ArrayList<>();
            list.forEach(element -> converted.add(ourTypes(element)));
            return converted;
        }
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            String digits = value.toString();
            return digits.length() <= 18 ? (Object) Long.valueOf(digits) : (Object) Double.valueOf(digits);
        }
        return value;
    }

    private Object value(int depth) {
        switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return (long) random.nextInt();
            case 3:
                return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 4, 5:
                return text();
            case 6:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    map.put(text(), value(depth - 1));
                }
                return map;
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    private String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> members = new ArrayList<>();
            map.forEach((key, member) ->
                    members.add(space() + write(key) + space() + ":" + space() + write(member) + space()));
            return "{" + (members.isEmpty() ? space() : String.join(",", members)) + "}";
        }
        if (value instanceof List<?> list) {
            List<String> elements = new ArrayList<>();
            list.forEach(element -> elements.add(space() + write(element) + space()));
            return "[" + (elements.isEmpty() ? space() : String.join(",", elements)) + "]";
        }
        return value instanceof String text ? quote(text) : String.valueOf(value);
    }

    private String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\' || random.nextInt(8) == 0) {
                String hex = String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c);
                quoted.append(hex);
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private String space() {
        return " ".repeat(random.nextInt(2)) + (random.nextInt(4) == 0 ? "\n\t\r" : "");
    }

    private String damage(String json) {
        StringBuilder damaged = new StringBuilder(json);
        for (int i = random.nextInt(3); i >= 0; i--) {
            char c = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
            int at = random.nextInt(damaged.length() + 1);
            if (at == damaged.length() || random.nextInt(3) == 0) {
                damaged.insert(at, c);
            } else if (random.nextBoolean()) {
                damaged.setCharAt(at, c);
            } else {
                damaged.deleteCharAt(at);
            }
        }
        return damaged.toString();
    }

    /** So that a report of a failure shows the document as it is, whatever it is printed on. */
    private static String ascii(String json) {
        StringBuilder ascii = new StringBuilder();
        for (char c : json.toCharArray()) {
            ascii.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("<%04x>", (int) c));
        }
        return ascii.toString();
    }
}
