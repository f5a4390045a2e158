package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.http.QueryString.Parameter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @CsvSource({"plain, plain, plain", "a+b, a+b, a b", "%41%2f%2B, A/+, A/+", "%e2%82%ac, €, €", "'', '', ''"})
    void percentDecoding_decodesOnce(String raw, String inPath, String inQuery) {
        assertThat(PercentDecoding.path(raw)).isEqualTo(inPath);
        assertThat(PercentDecoding.query(raw)).isEqualTo(inQuery);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "a%g0", "%0g", "%-1", "%+1", "%C3", "%C3%28", "%ED%A0%80", "%1\uff11"})
    void percentDecoding_broken_isRefused(String raw) {
        assertThatThrownBy(() -> PercentDecoding.path(raw)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void queryString_keepsOrderAndRepetition() {
        assertThat(QueryString.parse("a=1&&b&a=x%3Dy=z&=v&c="))
                .containsExactly(
                        new Parameter("a", "1"),
                        new Parameter("b", ""),
                        new Parameter("a", "x=y=z"),
                        new Parameter("", "v"),
                        new Parameter("c", ""));
        assertThat(QueryString.parse("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"prod/db_1+=.@-, prod/db_1+=.@-", "'a b', a%20b", "a%b, a%25b", "'a,b', 'a%2Cb'", "é, %C3%A9"})
    void headerText_isVisibleAscii(String text, String header) {
        assertThat(HeaderText.of(text)).isEqualTo(header);
    }

    @Test
    void headerText_cannotSplitAHead() {
        assertThat(HeaderText.of("a\r\nX: \"b\"")).isEqualTo("a%0D%0AX:%20%22b%22");
    }

    @Test
    void excerpt_isShortAndPrintable() {
        assertThat(Excerpt.of("a\r\nb")).isEqualTo("'a??b'");
        assertThat(Excerpt.of("x".repeat(1000))).hasSize(83).endsWith("…'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | true",
                "` \r\n\t[1] ` | true",
                "{\"a\":{\"b\":[]}} | true",
                "\"text\" | false",
                "42 | false",
                "`` | false",
                "`  ` | false",
                "{ | false",
                "[1,] | false",
                "{} {} | false",
                "{}x | false",
                "{'a':1} | false",
                "[NaN] | false",
            })
    void isObjectOrArray_onlyForWholeJson(String text, boolean json) {
        assertThat(JsonMember.isObjectOrArray(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"k\":\"é\\n\\u20ac\"} | é\\n€",
                "{\"é\":1,\"k\":{\"x\":\"é\"},\"z\":2} | {\"x\":\"é\"}",
                "{\"o\":{\"k\":1},\"k\":[ 1,2 ]} | [ 1,2 ]",
                "{\"k\":1,\"k\":2} | 2",
                "{\"k\":-1.50e3} | -1.50e3",
                "{\"k\":\"\"} | ''",
            })
    void find_topLevelMember_isTextOrJson(String json, String expected) throws Exception {
        ReplyContent member = JsonMember.find(json, "k");

        assertThat(member).isNotNull();
        assertThat(StandardCharsets.UTF_8.decode(member.payload()).toString())
                .isEqualTo(expected.replace("''", "").replace("\\n", "\n"));
        assertThat(member).asString().doesNotContain("é").doesNotContain("1.5");
    }

    @Test
    void find_nestedMember_isNotFound() throws Exception {
        assertThat(JsonMember.find("{\"o\":{\"k\":1}}", "k")).isNull();
    }
}
