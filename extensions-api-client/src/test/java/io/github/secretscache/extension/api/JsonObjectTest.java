package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
    @ParameterizedTest
    @CsvSource({
        "1795410973197, 1795410973197",
        "1.795410973197E12, 1795410973197",
        "1795410973197.0, 1795410973197",
        "-5, -5",
        "0, 0",
    })
    void integer_howeverWritten_isRead(String json, long expected) throws Exception {
        assertThat(object("{\"n\":" + json + "}").integer("n")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "1e300", "1e999", "99999999999999999999", "\"1\"", "true", "[1]"})
    void integer_anythingElse_namesTheKey(String json) {
        assertThatThrownBy(() -> object("{\"deadlineMs\":" + json + "}").integer("deadlineMs"))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessage("\"deadlineMs\" is not an integer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"s\":null}"})
    void mandatory_missing_namesTheKey(String json) {
        assertThatThrownBy(() -> object(json).string("s")).hasMessage("\"s\" is missing");
        assertThatThrownBy(() -> object(json).integer("s")).hasMessage("\"s\" is missing");
    }

    @Test
    void string_ofOtherType_namesTheKey() {
        assertThatThrownBy(() -> object("{\"s\":1}").string("s")).hasMessage("\"s\" is not a string");
    }

    @Test
    void optional_missingOrOdd_isNull() throws Exception {
        JsonObject object = object("{\"odd\":1,\"null\":null}");
        for (String key : new String[] {"odd", "null", "absent"}) {
            assertThat(object.stringOrNull(key)).isNull();
            assertThat(object.objectOrNull(key)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "null", "1"})
    void parse_notAnObject_isRefused(String json) {
        assertThatThrownBy(() -> object(json))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageContaining("not an object");
    }

    @Test
    void parse_notUtf8_isRefused() {
        byte[] latin1 = "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> JsonObject.parse(latin1))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageContaining("not UTF-8");
    }

    private static JsonObject object(String json) throws MalformedReplyException {
        return JsonObject.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
