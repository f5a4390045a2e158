package io.github.secretscache.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.http.RawClient.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /environment}, as the wrapper asks for it. */
@Timeout(60)
class EnvironmentPageTest {
    private ServedCache served;

    @AfterEach
    void close() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void variables_areNamesAndValuesEndedByNul() throws IOException {
        open(set("PLAIN", "secret_now", null), set("MEMBER", "db", "password"), replacing("OTHER", "db", "port"));
        served.source.text("secret_now", "a=b\n\n$(x) '\"`\u00e9");
        served.source.text("prod/db", "{\"password\":\"p\\n\\u00fc\",\"port\":5432}");

        Reply reply = served.get("/environment");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("PLAIN?=a=b\n\n$(x) '\"`\u00e9\0MEMBER?=p\n\u00fc\0OTHER=5432\0");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Content-Type")).isEqualTo("application/octet-stream");
    }

    @Test
    void binary_ofEveryByteButNul_comesAsItIs() throws IOException {
        byte[] bytes = new byte[255];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        open(set("ALL", "key", null));
        served.source.binary("key", bytes);

        byte[] body = served.get("/environment").body();

        assertThat(Arrays.copyOfRange(body, 5, body.length - 1)).isEqualTo(bytes);
        assertThat(new String(body, ISO_8859_1)).startsWith("ALL?=").endsWith("\0");
    }

    @Test
    void parameter_isReadDecrypted_alsoAtALabel_andByTheListOfAllowedNames() throws IOException {
        EnvironmentVariable newest =
                new EnvironmentVariable("A", SecretKind.PARAMETER, "/app/db", null, "password", false, false);
        EnvironmentVariable live =
                new EnvironmentVariable("B", SecretKind.PARAMETER, "/app/db:live", null, null, false, false);
        open(newest, live);
        new ScriptedParameters(served.source.fake).put("/app/db", "SecureString", "{\"password\":\"hunter2\"}");

        assertThat(served.get("/environment").text()).isEqualTo("A?=hunter2\0B?=first\0");

        served.close();
        served = ServedCache.open(ServedCache.options()
                .allow(List.of("/app/*"))
                .environment(List.of(newest))
                .build());
        assertThat(served.get("/environment").text()).contains("name-not-allowed");
    }

    @Test
    void none_isAnEmptyBody() throws IOException {
        open();

        assertThat(served.get("/environment").text()).isEmpty();
    }

    @Test
    void without_theToken_isRefused_evenForAListedSecret() throws IOException {
        open(set("PLAIN", "secret_now", null));
        served.source.text("secret_now", "hunter2");

        Reply reply = RawClient.get(served.port, "/environment");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).contains("token-refused").doesNotContain("hunter2");
    }

    @Test
    void secret_ofAVariable_isNotOpenWithoutTheToken() throws IOException {
        open(set("PLAIN", "unlisted", null));
        served.source.text("unlisted", "hunter2");
        served.get("/environment");

        assertThat(RawClient.get(served.port, "/cache/unlisted").status()).isEqualTo(403);
        assertThat(served.get("/cache/unlisted").text()).isEqualTo("hunter2");
    }

    @Test
    void name_thatIsNotAllowed_isRefused() throws IOException {
        served = ServedCache.open(ServedCache.options()
                .allow(List.of("prod/*"))
                .environment(List.of(set("PLAIN", "secret_now", null)))
                .build());

        Reply reply = served.get("/environment");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).contains("name-not-allowed", "secret_now", "server.allow");
    }

    @Test
    void refusal_isToldWithItsReason() throws IOException {
        served = ServedCache.open(ServedCache.options()
                .environment(List.of(set("PLAIN", "secret_now", null)))
                .refuseEnvironment("It would be stored.")
                .build());

        Reply reply = served.get("/environment");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).contains("\"detail\":\"It would be stored.\",\"code\":\"environment-refused\"");
    }

    @Test
    void post_isNotAllowed() throws IOException {
        open();

        assertThat(RawClient.request(served.port, "POST", "/environment").status())
                .isEqualTo(405);
    }

    @Test
    void everyVariableThatIsMissing_isNamedWithItsReason() throws IOException {
        open(
                set("DENIED", "denied", null),
                set("FINE", "secret_now", null),
                set("NO_MEMBER", "prod/db", "none"),
                set("NO_JSON", "secret_now", "password"),
                set("NUL", "nul", null));
        served.source.text("secret_now", "hunter2").text("prod/db", "{\"password\":\"hunter3\"}");
        served.source.binary("nul", new byte[] {1, 0, 2});
        served.source.failing("denied", new SecretFetchException(Reason.ACCESS_DENIED, "may not read it", null));

        Reply reply = served.get("/environment");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text())
                .contains("\"code\":\"access-denied\",\"retryable\":false")
                .contains(
                        "\"detail\":\"environment variable DENIED: may not read it; environment variable NO_MEMBER: The"
                                + " secret has no member 'none' at its top level.; environment variable NO_JSON: The secret is not"
                                + " a JSON object; read it without jsonKey.; environment variable NUL: The secret has a NUL byte")
                .doesNotContain("hunter");
    }

    @Test
    void optional_isLeftOutAndLogged() throws IOException {
        open(
                new EnvironmentVariable("MAY_BE", SecretKind.SECRET, "gone", null, null, true, false),
                new EnvironmentVariable("NO_MEMBER", SecretKind.SECRET, "secret_now", null, "none", true, false),
                set("FINE", "secret_now", null));
        served.source.text("secret_now", "{}");
        served.source.failing("gone", new SecretFetchException(Reason.NOT_FOUND, "no such secret", null));
        StringBuffer log = new StringBuffer();
        Handler handler = handler(log);
        Logger logger = Logger.getLogger("io.github.secretscache.http");
        logger.addHandler(handler);
        try {
            assertThat(served.get("/environment").text()).isEqualTo("FINE?={}\0");
            while (!log.toString().contains("NO_MEMBER")) {
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(log)
                .contains("the optional environment variable MAY_BE is not set: no such secret")
                .contains("the optional environment variable NO_MEMBER is not set: The secret has no member 'none'");
    }

    @Test
    void failure_thatPasses_isWaitedFor() throws IOException {
        open(set("LATE", "late", null));
        AtomicInteger calls = new AtomicInteger();
        served.source.fake.script("late", id -> {
            // The back-off of the cache runs by the clock of the test.
            served.clock.advance(Duration.ofSeconds(5));
            if (calls.incrementAndGet() < 3) {
                throw new SecretFetchException(Reason.THROTTLED, "too many requests", null);
            }
            return SecretValue.ofText(ScriptedSource.describe("late"), "at last");
        });

        assertThat(served.get("/environment").text()).isEqualTo("LATE?=at last\0");
        assertThat(calls).hasValue(3);
    }

    @Test
    void failure_thatDoesNotPass_isToldWhenTheTimeIsOver() throws IOException {
        open(set("DOWN", "down", null));
        served.source.failing("down", new SecretFetchException(Reason.SERVICE_FAILED, "the service failed", null));
        long begin = System.nanoTime();

        Reply reply = served.get("/environment");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(EnvironmentReads.LIMIT.minusSeconds(1));
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.text()).contains("environment variable DOWN: ", "\"code\":\"service-failed\"");
    }

    @Test
    void variable_withoutARightName_isRefused() {
        assertThatThrownBy(() -> set("1ST", "secret_now", null)).hasMessageContaining("'1ST'");
        assertThatThrownBy(() -> set("A-B", "secret_now", null)).hasMessageContaining("underscores");
        assertThatThrownBy(() -> set("A", "", null)).hasMessageContaining("secret name");
    }

    private void open(EnvironmentVariable... variables) {
        served = ServedCache.open(
                ServedCache.options().environment(List.of(variables)).build());
    }

    private static EnvironmentVariable set(String name, String secret, String jsonKey) {
        return new EnvironmentVariable(name, SecretKind.SECRET, secret, null, jsonKey, false, false);
    }

    private static EnvironmentVariable replacing(String name, String secret, String jsonKey) {
        return new EnvironmentVariable(name, SecretKind.SECRET, secret, null, jsonKey, false, true);
    }

    private static Handler handler(StringBuffer log) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                log.append(line.getMessage()).append('\n');
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
