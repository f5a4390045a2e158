package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TypedSecretTest {
    private static final String JSON =
            "{\"username\":\"anika\",\"password\":\"hunter2\",\"port\":5432,\"engine\":\"pg\"}";

    private final FakeClock clock = new FakeClock();

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private SecretsCacheClient client;

    record Login(String username, String password, int port) {}

    record Cluster(String name, List<Login> logins) {}

    record Checked(String password) {
        Checked {
            throw new IllegalArgumentException("bad password " + password);
        }
    }

    static final class Bean {
        private String username = "";

        public String getUsername() {
            return username;
        }

        public void setUsername(String username) {
            this.username = username;
        }
    }

    @BeforeEach
    void start() {
        server.answer("/cache/db", StubFrontend.secret("v1", JSON));
        client = server.client().clock(clock).build();
    }

    @Test
    void get_record_isDecodedAndUnknownFieldsIgnored() {
        assertThat(client.get("db", Login.class)).isEqualTo(new Login("anika", "hunter2", 5432));
    }

    @Test
    void get_bean_isDecoded() {
        assertThat(client.get("db", Bean.class).getUsername()).isEqualTo("anika");
    }

    @Test
    void get_plainTypes_needNoJson() {
        server.answer("/cache/text", StubFrontend.secret("v1", "not json"));

        assertThat(client.get("text", String.class)).isEqualTo("not json");
        assertThat(client.get("text", byte[].class)).isEqualTo("not json".getBytes());
        client.get("text", byte[].class)[0] = 'X';
        assertThat(client.get("text", byte[].class)).isEqualTo("not json".getBytes());
        assertThat(client.get("text", Secret.class)).isSameAs(client.get("text"));
    }

    @Test
    void get_map_isUnmodifiableAllTheWayDown() {
        server.answer("/cache/deep", StubFrontend.secret("v1", "{\"a\":{\"b\":[1,{\"c\":null}]}}"));

        Map<?, ?> map = client.get("deep", Map.class);

        assertThat(map.toString()).isEqualTo("{a={b=[1, {c=null}]}}");
        Map<?, ?> inner = (Map<?, ?>) map.get("a");
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(inner::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) inner.get("b"))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void get_sameVersion_isDecodedOnceAlsoAcrossRevalidation() {
        Login first = client.get("db", Login.class);
        assertThat(client.get("db", Login.class)).isSameAs(first);

        clock.advance(Duration.ofSeconds(600));
        assertThat(client.get("db", Login.class)).isSameAs(first);
        assertThat(server.asked()).hasSize(2);

        server.answer("/cache/db?refreshNow=true", StubFrontend.secret("v1", JSON));
        client.refresh("db");
        assertThat(client.get("db", Login.class)).isSameAs(first);
    }

    @Test
    void get_newVersion_isDecodedAgain() {
        client.get("db", Login.class);
        clock.advance(Duration.ofSeconds(600));
        server.answer("/cache/db", StubFrontend.secret("v2", JSON.replace("hunter2", "hunter3")));

        assertThat(client.get("db", Login.class).password()).isEqualTo("hunter3");
    }

    @Test
    void get_severalTypesOfOneSecret_areKeptApart() {
        Login login = client.get("db", Login.class);
        Bean bean = client.get("db", Bean.class);

        assertThat(client.get("db", Login.class)).isSameAs(login);
        assertThat(client.get("db", Bean.class)).isSameAs(bean);
    }

    @Test
    void get_decoder_runsOnceForAVersion() {
        AtomicInteger runs = new AtomicInteger();
        SecretDecoder<String> decoder = secret -> secret.field("username") + runs.incrementAndGet();

        assertThat(client.get("db", decoder)).isEqualTo("anika1");
        assertThat(client.get("db", decoder)).isEqualTo("anika1");
    }

    @Test
    void get_manyDecoders_areBoundedAndStillRight() {
        SecretDecoder<String> kept = secret -> "kept";
        client.get("db", kept);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            assertThat(client.get("db", (SecretDecoder<Integer>) secret -> number))
                    .isEqualTo(i);
        }
        assertThat(client.get("db", kept)).isEqualTo("kept");
    }

    @Test
    void get_decoderThrows_isThrownOnUntouched() {
        IllegalStateException mine = new IllegalStateException("mine");

        assertThatThrownBy(() -> client.get("db", (SecretDecoder<String>) secret -> {
                    throw mine;
                }))
                .isSameAs(mine);
    }

    @Test
    void get_decoderGivesNull_isRefused() {
        assertThatThrownBy(() -> client.get("db", (SecretDecoder<String>) secret -> null))
                .isInstanceOf(SecretsCacheException.class)
                .hasMessageContaining("\"db\" (version v1) was decoded to null");
    }

    @Test
    void get_fieldOfTheWrongType_namesFieldAndTypeNeverTheValue() {
        server.answer("/cache/bad", StubFrontend.secret("v1", JSON.replace("5432", "\"hunter2\"")));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("bad", Login.class))
                .withMessageContaining("\"bad\" (version v1) does not fit " + Login.class.getName())
                .withMessageContaining("field \"port\" cannot be read as int")
                .satisfies(TypedSecretTest::holdsNoValue);
    }

    @Test
    void get_nestedFieldOfTheWrongType_namesThePath() {
        server.answer(
                "/cache/bad",
                StubFrontend.secret("v1", "{\"logins\":[{\"port\":1},{\"port\":{\"hunter2\":\"hunter2\"}}]}"));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("bad", Cluster.class))
                .withMessageContaining("field \"logins[1].port\"")
                .satisfies(TypedSecretTest::holdsNoValue);
    }

    @Test
    void get_missingPrimitive_namesTheField() {
        server.answer("/cache/bad", StubFrontend.secret("v1", "{\"password\":\"hunter2\",\"port\":null}"));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("bad", Login.class))
                .withMessageContaining("field \"port\"")
                .satisfies(TypedSecretTest::holdsNoValue);
    }

    @Test
    void get_constructorThatRefuses_namesItsExceptionNotItsMessage() {
        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("db", Checked.class))
                .withMessageContaining("java.lang.IllegalArgumentException")
                .satisfies(TypedSecretTest::holdsNoValue);
    }

    @Test
    void get_textThatIsNotJson_saysWhereNeverWhat() {
        server.answer("/cache/bad", StubFrontend.secret("v1", "{\"password\": hunter2}"));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("bad", Login.class))
                .withMessageContaining("is not valid JSON at line 1, column")
                .satisfies(TypedSecretTest::holdsNoValue);
    }

    @Test
    void get_jsonNull_isRefused() {
        server.answer("/cache/bad", StubFrontend.secret("v1", "null"));

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client.get("bad", Login.class))
                .withMessageContaining("is the JSON null");
    }

    @Test
    void get_primitiveType_isRefused() {
        assertThatThrownBy(() -> client.get("db", int.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type must not be primitive, but is int");
    }

    private static void holdsNoValue(Throwable e) {
        assertThat(Traces.of(e)).doesNotContain("hunter2");
    }
}
