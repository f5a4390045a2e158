package io.github.secretscache.client.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class SecretsCacheTestServerTest {
    @RegisterExtension
    static final SecretsCacheTestServer shared =
            SecretsCacheTestServer.create().put("team/db", "one").put("key", new byte[] {0, (byte) 0xff});

    @RegisterExtension
    final SecretsCacheTestServer own =
            SecretsCacheTestServer.create(Duration.ZERO).put("db", "own");

    @Test
    void client_putSecrets_areServed() {
        SecretsCacheClient client = shared.client();

        assertThat(client.get("team/db").asString()).isEqualTo("one");
        assertThat(client.get("team/db").name()).isEqualTo("team/db");
        assertThat(client.get("team/db").versionStages()).containsExactly("AWSCURRENT");
        assertThat(client.get("key").asBytes()).containsExactly(0, 0xff);
        assertThat(shared.reads("team/db")).isEqualTo(1);
    }

    @Test
    void put_again_rotatesAndARefreshSeesIt() {
        SecretsCacheClient client = shared.client();
        client.get("team/db");
        shared.put("team/db", "two");

        assertThat(client.get("team/db").asString()).isEqualTo("one");
        assertThat(client.refresh("team/db").asString()).isEqualTo("two");
        assertThat(client.getVersion("team/db", "AWSPREVIOUS").asString()).isEqualTo("one");
    }

    @Test
    void beforeEach_sharedServer_isAsItWasAtTheBeginning() {
        assertThat(shared.client().get("team/db").versionId()).isEqualTo("v1");
        assertThat(shared.reads("team/db")).isEqualTo(1);
        shared.put("team/db", "changed").fail("key", SecretFailure.NOT_FOUND);
    }

    @Test
    void beforeEach_sharedServerOnceMore_isAsItWasAtTheBeginning() {
        beforeEach_sharedServer_isAsItWasAtTheBeginning();
    }

    @Test
    void create_zeroTimeToLive_isAskedEachTime() {
        SecretsCacheClient client = own.client();

        client.get("db");
        client.get("db");

        assertThat(own.reads("db")).isEqualTo(2);
    }

    @Test
    void create_negativeTimeToLive_isRefused() {
        assertThatThrownBy(() -> SecretsCacheTestServer.create(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeToLive must be 0 or more, but is PT-1S");
    }

    @Test
    void fail_eachWay_isItsExceptionUntilItRecovers() {
        SecretsCacheClient client =
                own.clientBuilder().callTimeout(Duration.ofSeconds(1)).build();

        own.fail("db", SecretFailure.NOT_FOUND);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretNotFoundException.class);
        own.fail("db", SecretFailure.ACCESS_DENIED);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretAccessDeniedException.class);
        own.fail("db", SecretFailure.UNAVAILABLE);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretsCacheUnavailableException.class);
        own.fail("db", SecretFailure.CONNECTION_CUT);
        assertThatThrownBy(() -> client.get("db"))
                .isInstanceOf(SecretsCacheUnavailableException.class)
                .hasMessageContaining("cut the connection");

        own.recover("db");
        assertThat(client.get("db").asString()).isEqualTo("own");
    }

    @Test
    void anyOtherClient_keepsNoConnectionOpen_forItsReplyWouldWait() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", own.port())) {
            socket.getOutputStream().write("GET /cache/db HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
            // Ends, because the server closes the connection.
            String reply = new String(socket.getInputStream().readAllBytes(), US_ASCII);

            assertThat(reply.split("\r\n"))
                    .contains("HTTP/1.1 200 OK", "Connection: close")
                    .endsWith("own");
        }
    }

    @Test
    void get_unknownSecretOrStage_isNotFound() {
        assertThatThrownBy(() -> own.client().get("nope")).isInstanceOf(SecretNotFoundException.class);
        assertThatThrownBy(() -> own.client().getVersion("db", "AWSPREVIOUS"))
                .isInstanceOf(SecretNotFoundException.class);
        own.remove("db");
        assertThatThrownBy(() -> own.client().get("db")).isInstanceOf(SecretNotFoundException.class);
    }

    @Test
    void get_emptySecret_isServed() {
        own.put("db", "");

        assertThat(own.client().get("db").asString()).isEmpty();
    }

    @Test
    void parameters_putAndLabelled_areServed() {
        own.put("/app/flags", "of a secret");
        own.parameters().put("/app/flags", "one").putAt("live", "/app/flags", "a,b");
        SecretsCacheClient client = own.client();

        assertThat(client.getParameter("/app/flags").asList()).containsExactly("a", "b");
        assertThat(client.getParameter("/app/flags").versionId()).isEqualTo("2");
        assertThat(client.getParameter("/app/flags", "1").asString()).isEqualTo("one");
        assertThat(client.getParameter("/app/flags", "live").versionStages()).containsExactly("live");
        assertThat(client.get("/app/flags").asString()).isEqualTo("of a secret");
        assertThat(own.parameters().reads("/app/flags")).isEqualTo(4);
        own.parameters().fail("/app/flags", SecretFailure.ACCESS_DENIED);
        assertThatThrownBy(() -> client.getParameter("/app/flags")).isInstanceOf(SecretAccessDeniedException.class);
    }

    @Test
    void close_server_nobodyListensAnyMore() {
        SecretsCacheClient client;
        try (SecretsCacheTestServer server = SecretsCacheTestServer.create().put("db", "x")) {
            client = server.client();
            assertThat(client.get("db").asString()).isEqualTo("x");
        }

        assertThatThrownBy(() -> client.refresh("db")).hasMessageContaining("nothing listens");
    }
}
