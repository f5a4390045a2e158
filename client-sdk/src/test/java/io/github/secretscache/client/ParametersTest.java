package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ParametersTest {
    private final FakeClock clock = new FakeClock();

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    record Flags(boolean dark, int limit) {}

    @Nested
    class OfOurServer {
        private SecretsCacheClient client;

        @BeforeEach
        void open() {
            client = server.client().clock(clock).build();
        }

        @Test
        void getParameter_name_isReadOnceAndKept() {
            server.answer("/parameters/%2Fapp%2Fdb", parameter("3", "hunter2"));

            Secret parameter = client.getParameter("/app/db");

            assertThat(parameter.asString()).isEqualTo("hunter2");
            assertThat(parameter.name()).isEqualTo("/app/db");
            assertThat(parameter.versionId()).isEqualTo("3");
            assertThat(parameter.versionStages()).isEmpty();
            assertThat(client.getParameter("/app/db")).isSameAs(parameter);
            assertThat(server.asked()).hasSize(1);
        }

        @Test
        void getParameter_afterItsTtl_isAskedForConditionally() {
            server.answer("/parameters/flags", parameter("3", "{\"dark\":true,\"limit\":7}"));
            Flags flags = client.getParameter("flags", Flags.class);
            clock.advance(Duration.ofMinutes(11));

            assertThat(client.getParameter("flags", Flags.class))
                    .isSameAs(flags)
                    .isEqualTo(new Flags(true, 7));
            assertThat(server.lastAsked().headers().getFirst("If-None-Match")).isEqualTo("\"3\"");
        }

        @ParameterizedTest
        @CsvSource({"3, version=3", "live, label=live", "v3, label=v3"})
        void getParameter_versionOrLabel_isToldApart(String asked, String query) {
            server.answer("/parameters/%2Fapp%2Fdb?" + query, parameter("3", "one"));

            assertThat(client.getParameter("/app/db", asked).asString()).isEqualTo("one");
        }

        @Test
        void getParameter_secretOfTheSameName_isAnother() {
            server.answer("/cache/db", StubFrontend.secret("v1", "of the secret"));
            server.answer("/parameters/db", parameter("1", "of the parameter"));

            assertThat(client.get("db").asString()).isEqualTo("of the secret");
            assertThat(client.getParameter("db").asString()).isEqualTo("of the parameter");
            assertThat(client.get("db").asString()).isEqualTo("of the secret");
        }

        @Test
        void getParameter_missing_isToldAsAParameter() {
            assertThatExceptionOfType(SecretNotFoundException.class)
                    .isThrownBy(() -> client.getParameter("/app/db", "live"))
                    .withMessageStartingWith("Parameter \"/app/db\" at live was not found")
                    .withMessageContaining("Check name, version or label");
        }

        @Test
        void getParameter_serverWithoutParameters_isToldSo() {
            server.answer("/parameters/db", StubFrontend.problem(404, "path-not-found", "no such path"));

            assertThatExceptionOfType(SecretsCacheException.class)
                    .isThrownBy(() -> client.getParameter("db"))
                    .withMessageStartingWith("Parameter \"db\" cannot be read")
                    .withMessageContaining("older than this client")
                    .isNotInstanceOf(SecretNotFoundException.class);
        }

        @Test
        void getParameter_denied_namesTheAction() {
            server.answer("/parameters/db", StubFrontend.problem(403, "access-denied", "no"));

            assertThatExceptionOfType(SecretAccessDeniedException.class)
                    .isThrownBy(() -> client.getParameter("db"))
                    .withMessageContaining("Allow ssm:GetParameter");
        }

        @Test
        void as_typeThatDoesNotFit_isToldAsAParameter() {
            server.answer("/parameters/flags", parameter("3", "{\"limit\":\"hunter2\"}"));

            assertThatExceptionOfType(SecretsCacheException.class)
                    .isThrownBy(() -> client.getParameter("flags", Flags.class))
                    .withMessageStartingWith("Parameter \"flags\" (version 3) does not fit")
                    .withMessageNotContaining("hunter2");
        }

        @Test
        void useSecret_ofParameters_followsARotation() {
            server.answer("/parameters/db", parameter("1", "one"));
            server.answer("/parameters/db?refreshNow=true", parameter("2", "two"));
            List<String> tried = new ArrayList<>();

            client.parameters()
                    .useSecret(
                            "db",
                            String.class,
                            password -> {
                                tried.add(password);
                                if (password.equals("one")) {
                                    throw new IllegalStateException("refused");
                                }
                                return password;
                            },
                            IllegalStateException.class::isInstance);

            assertThat(tried).containsExactly("one", "two");
            assertThat(client.getParameter("db").versionId()).isEqualTo("2");
        }

        @Test
        void parameters_ofParameters_areTheSame() {
            assertThat(client.parameters().parameters()).isSameAs(client.parameters());
        }

        private StubFrontend.Canned parameter(String version, String text) {
            return StubFrontend.parameter(version, text);
        }
    }

    @Nested
    class OfAwsServers {
        private SecretsCacheClient client;

        @BeforeEach
        void open() {
            client = SecretsCacheClient.builder()
                    .awsEndpoint(server.uri())
                    .environment(name -> null)
                    .build();
        }

        @Test
        void getParameter_reply_isReadDecrypted() {
            server.answer(
                    "/systemsmanager/parameters/get?name=%2Fapp%2Fdb&withDecryption=true",
                    StubFrontend.plain(200, """
                    {"Parameter":{"ARN":"arn:aws:ssm:eu-west-1:1:parameter/app/db","DataType":"text",\
                    "LastModifiedDate":"2026-11-01T00:00:00.000Z","Name":"/app/db","Selector":null,"SourceResult":null,\
                    "Type":"StringList","Value":"a, b,,c","Version":12},"ResultMetadata":{}}"""));

            Secret parameter = client.getParameter("/app/db");

            assertThat(parameter.asList()).containsExactly("a", " b", "", "c");
            assertThat(parameter.name()).isEqualTo("/app/db");
            assertThat(parameter.versionId()).isEqualTo("12");
        }

        @Test
        void getParameter_versionOrLabel_isInTheQuery() {
            server.answer(
                    "/systemsmanager/parameters/get?name=db&label=live&withDecryption=true",
                    StubFrontend.plain(200, "{\"Parameter\":{\"Value\":\"x\",\"Version\":1}}"));

            assertThat(client.getParameter("db", "live").asString()).isEqualTo("x");
        }

        @ParameterizedTest
        @CsvSource({"{}", "{\"Parameter\":{}}", "{\"Parameter\":{\"Value\":null}}", "[]"})
        void getParameter_anotherReply_isRefusedWithoutQuotingIt(String reply) {
            server.answer("/systemsmanager/parameters/get?name=db&withDecryption=true", StubFrontend.plain(200, reply));

            assertThatExceptionOfType(SecretsCacheUnavailableException.class)
                    .isThrownBy(() -> client.getParameter("db"))
                    .withMessageContaining("200 without the reply of GetParameter");
        }

        @ParameterizedTest
        @CsvSource({"ParameterNotFound", "ParameterVersionNotFound"})
        void getParameter_typedError_isNotFound(String type) {
            server.answer(
                    "/systemsmanager/parameters/get?name=db&withDecryption=true",
                    StubFrontend.plain(400, "{\"__type\":\"" + type + "\",\"message\":\"no\"}"));

            assertThatExceptionOfType(SecretNotFoundException.class)
                    .isThrownBy(() -> client.getParameter("db"))
                    .withMessageStartingWith("Parameter \"db\" was not found");
        }
    }

    @Test
    void asList_text_isSplitAtEachComma() {
        assertThat(Secret.of("p", "").asList()).isEmpty();
        assertThat(Secret.of("p", "one").asList()).containsExactly("one");
        assertThat(Secret.of("p", ",").asList()).containsExactly("", "");
    }

    @Test
    void parameters_clientThatKnowsNone_saysSo() {
        SecretsCacheClient fake = new ForeignClient();

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> fake.getParameter("db"))
                .withMessageContaining("ForeignClient does not read parameters");
    }

    private static final class ForeignClient implements SecretsCacheClient {
        @Override
        public Secret get(String name) {
            return Secret.of(name, "x");
        }

        @Override
        public Secret refresh(String name) {
            return get(name);
        }

        @Override
        public Secret getVersion(String name, String versionStage) {
            return get(name);
        }
    }
}
