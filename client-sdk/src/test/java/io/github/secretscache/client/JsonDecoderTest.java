package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the decoders of both Jacksons, and a mapper of the user's, make of good and bad JSON. */
@Timeout(60)
class JsonDecoderTest {
    private static final JsonDecoder JACKSON_3 = (json, type) -> Jackson3.decode(json, type, false);
    private static final JsonDecoder STRICT_3 = (json, type) -> Jackson3.decode(json, type, true);

    record Login(String username, @Nullable String password) {}

    record Port(int port) {}

    record Dated(Instant since) {}

    record Cluster(List<Login> logins) {}

    record Checked(String password) {
        Checked {
            throw new IllegalArgumentException("bad password " + password);
        }
    }

    static Stream<Arguments> lenient() {
        return Stream.of(
                argumentSet("Jackson 2", JsonDecoder.lenient()),
                argumentSet("Jackson 3", JACKSON_3),
                argumentSet("a mapper of Jackson 2", own2()),
                argumentSet("a mapper of Jackson 3", own3()));
    }

    static Stream<Arguments> ours() {
        return Stream.of(argumentSet("Jackson 2", JsonDecoder.lenient()), argumentSet("Jackson 3", JACKSON_3));
    }

    static Stream<Arguments> strict() {
        return Stream.of(argumentSet("Jackson 2", JsonDecoder.strict()), argumentSet("Jackson 3", STRICT_3));
    }

    private static JsonDecoder own2() {
        com.fasterxml.jackson.databind.ObjectMapper mapper = new com.fasterxml.jackson.databind.ObjectMapper();
        return mapper::readValue;
    }

    private static JsonDecoder own3() {
        tools.jackson.databind.json.JsonMapper mapper =
                tools.jackson.databind.json.JsonMapper.builder().build();
        return mapper::readValue;
    }

    @ParameterizedTest
    @MethodSource("lenient")
    void as_recordAndMap_areDecodedOnce(JsonDecoder decoder) {
        Secret secret = secret("{\"username\":\"anika\",\"password\":\"hunter2\"}", decoder);

        assertThat(secret.as(Login.class)).isEqualTo(new Login("anika", "hunter2"));
        assertThat(secret.as(Login.class)).isSameAs(secret.as(Login.class));
        assertThat((Map<?, ?>) secret.as(Map.class)).hasToString("{username=anika, password=hunter2}");
    }

    @ParameterizedTest
    @MethodSource("lenient")
    void as_valueThatDoesNotFit_namesFieldAndTypeNeverTheValue(JsonDecoder decoder) {
        refused(secret("{\"logins\":[{\"username\":{\"hunter2\":1}}]}", decoder), Cluster.class)
                .contains("does not fit " + Cluster.class.getName())
                .contains("field \"logins[0].username\" cannot be read as java.lang.String");
    }

    @ParameterizedTest
    @MethodSource("lenient")
    void as_constructorThatRefuses_namesItsExceptionNotItsMessage(JsonDecoder decoder) {
        refused(secret("{\"password\":\"hunter2\"}", decoder), Checked.class).contains("IllegalArgumentException");
    }

    @ParameterizedTest
    @MethodSource("lenient")
    void as_textThatIsNoJson_saysWhereNeverWhat(JsonDecoder decoder) {
        refused(secret("{\"password\": hunter2}", decoder), Login.class)
                .contains("is not valid JSON at line 1, column");
    }

    @ParameterizedTest
    @MethodSource("lenient")
    void as_numberThatIsTooLarge_namesTheTypeAndDoesNotBlameTheJson(JsonDecoder decoder) {
        refused(secret("{\"port\":99999999999}", decoder), Port.class)
                .contains("does not fit " + Port.class.getName())
                .contains("cannot be read as int");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"hunter2\"]", "17", "\"hunter2\"", "true", ""})
    void as_jsonThatIsNoObject_doesNotFitARecord(String json) {
        for (JsonDecoder decoder : List.of(JsonDecoder.lenient(), JsonDecoder.strict(), JACKSON_3, STRICT_3)) {
            refused(secret(json, decoder), Login.class)
                    .contains("does not fit " + Login.class.getName() + ": the value cannot be read as ");
        }
    }

    @Test
    void as_typeThatTheMapperDoesNotKnow_saysThatAMapperIsMissing() {
        refused(secret("{\"since\":\"hunter2\"}", JsonDecoder.lenient()), Dated.class)
                .contains("field \"since\" needs a mapper that can make java.time.Instant")
                .contains("builder().jsonDecoder(mapper::readValue)");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void as_unknownOrMissingField_isIgnored(JsonDecoder decoder) {
        assertThat(secret("{\"username\":\"anika\",\"engine\":\"pg\"}", decoder).as(Login.class))
                .isEqualTo(new Login("anika", null));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void as_missingPrimitive_isRefused(JsonDecoder decoder) {
        refused(secret("{\"username\":\"hunter2\"}", decoder), Port.class).contains("does not fit");
    }

    @ParameterizedTest
    @MethodSource("ours")
    void as_fieldThatStandsTwiceOrTextBehindIt_isRefused(JsonDecoder decoder) {
        refused(secret("{\"username\":\"a\",\"username\":\"hunter2\"}", decoder), Login.class)
                .contains("\"db\"");
        refused(secret("{\"username\":\"a\"} hunter2", decoder), Login.class).contains("\"db\"");
    }

    @ParameterizedTest
    @MethodSource("strict")
    void strict_wholeRecord_isDecodedAndUnknownFieldsIgnored(JsonDecoder decoder) {
        assertThat(secret("{\"username\":\"anika\",\"password\":\"x\",\"engine\":\"pg\"}", decoder)
                        .as(Login.class))
                .isEqualTo(new Login("anika", "x"));
    }

    @ParameterizedTest
    @MethodSource("strict")
    void strict_missingComponent_isNamed(JsonDecoder decoder) {
        refused(secret("{\"username\":\"hunter2\"}", decoder), Login.class).contains("field \"password\" is missing");
        refused(secret("{\"logins\":[{\"username\":\"hunter2\"}]}", decoder), Cluster.class)
                .contains("field \"logins[0].password\" is missing");
    }

    @ParameterizedTest
    @MethodSource("strict")
    void strict_componentThatIsNull_isRefused(JsonDecoder decoder) {
        refused(secret("{\"username\":\"hunter2\",\"password\":null}", decoder), Login.class)
                .contains("field \"password\"");
    }

    @Test
    void as_anyOtherDecoder_namesTheClassOfItsExceptionOnly() {
        JsonDecoder throwing = (json, type) -> {
            throw new IOException("cannot read " + json);
        };

        refused(secret("{\"password\":\"hunter2\"}", throwing), Login.class)
                .contains("does not fit " + Login.class.getName() + ": refused with java.io.IOException");
    }

    @Test
    void as_decoderThatReturnsAnotherType_isRefused() {
        refused(secret("{}", (json, type) -> "hunter2"), Login.class)
                .contains("was decoded into java.lang.String and not into " + Login.class.getName());
    }

    @Test
    void builder_jsonDecoder_isThatOfEachSecretOfTheClient() {
        try (StubFrontend server = new StubFrontend()) {
            server.answer("/cache/db", StubFrontend.secret("v1", "{\"username\":\"anika\"}"));
            SecretsCacheClient client =
                    server.client().jsonDecoder(JsonDecoder.strict()).build();

            refused(client.get("db"), Login.class).contains("field \"password\" is missing");
        }
    }

    private static Secret secret(String json, JsonDecoder decoder) {
        return Secret.builder("db").text(json).jsonDecoder(decoder).build();
    }

    private static org.assertj.core.api.AbstractStringAssert<?> refused(Secret secret, Class<?> type) {
        return assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> secret.as(type))
                .satisfies(e -> assertThat(Traces.of(e)).doesNotContain("hunter2"))
                .actual()
                .getMessage()
                .transform(org.assertj.core.api.Assertions::assertThat);
    }
}
