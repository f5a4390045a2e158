package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ApiTransportTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

    private final FakeClock clock = new FakeClock();
    private FakeExtensionsApi api;
    private RuntimeApiAddress address;
    private ApiTransport transport;

    @BeforeEach
    void start() throws Exception {
        api = new FakeExtensionsApi();
        address = RuntimeApiAddress.parse(api.address());
        transport = new ApiTransport(address, ApiTimeouts.DEFAULT, clock);
    }

    @AfterEach
    void stop() throws Exception {
        transport.close();
        api.close();
    }

    @Test
    void shared_withinAMoment_usesOneConnection() throws Exception {
        share(OK);
        clock.advance(Duration.ofSeconds(1));
        share(OK);
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_001, 3_600_000, -1})
    void shared_afterLongIdlenessOrAClockSetBack_connectsAnew(long millis) throws Exception {
        share(OK);
        clock.advance(Duration.ofMillis(millis));
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 2);
    }

    @Test
    void shared_afterAReplyThatCloses_connectsAnew() throws Exception {
        share(CLOSING);
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 2);
    }

    @Test
    void shared_idleConnectionCutUnnoticed_isNotSentAgain() throws Exception {
        share(OK);
        api.cutConnections(false);
        assertThatThrownBy(() -> share(OK)).isInstanceOf(IOException.class);
        assertThat(api.connectionCount()).isEqualTo(1);
        assertThat(api.requests("/a")).hasSize(1);
    }

    @Test
    void shared_afterAFailure_connectsAnew() throws Exception {
        api.script("/a", (request, connection) -> connection.close());
        assertThatThrownBy(() -> transport.exchangeOnShared(request(), 10_000)).isInstanceOf(EOFException.class);
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 2);
    }

    @Test
    void own_always_connectsAnewAndLeavesTheSharedOneAlone() throws Exception {
        share(OK);
        api.scriptBytes("/a", OK);
        transport.exchangeOnOwn(request(), 10_000);
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 2, 1);
    }

    @Test
    void close_twice_isHarmless() throws Exception {
        share(OK);
        transport.close();
        transport.close();
        share(OK);
        assertThat(connectionsUsed()).containsExactly(1, 2);
    }

    private void share(String reply) throws IOException {
        api.scriptBytes("/a", reply);
        transport.exchangeOnShared(request(), 10_000);
    }

    private byte[] request() {
        return new HttpRequest("GET", "/a", address).withoutBody();
    }

    private Iterable<Integer> connectionsUsed() {
        return api.requests("/a").stream().map(FakeRequest::connection).toList();
    }
}
