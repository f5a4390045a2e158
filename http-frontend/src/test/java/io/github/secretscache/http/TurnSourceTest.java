package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.OptionMap;

class TurnSourceTest {
    private final FakeIoThread thread = new FakeIoThread();
    private final FakeConnection connection = new FakeConnection();
    private boolean ended;

    @Test
    void head_thatComesByteByByte_isLookedAtOnceInEachTurn() {
        open();
        for (int millis = 0; millis < 10; millis++) {
            for (int i = 0; i < 1_000; i++) {
                connection.comes(1);
            }
            thread.pass(1);
        }

        // Three at once, and then one for each millisecond.
        assertThat(connection.reads).isBetween(5, 3 + 11);
        assertThat(connection.unread)
                .as("bytes left where the kernel keeps them")
                .isLessThanOrEqualTo(1_000);
    }

    @Test
    void request_inThreeParts_isReadAtOnce_afterAUsualOne() {
        ReaderConnection reader = open();
        connection.comes(100);
        assertThat(connection.unread)
                .as("of the first request of a connection, before its turn")
                .isEqualTo(100);
        thread.pass(0);
        answer(reader, 200);

        for (int i = 0; i < 3; i++) {
            connection.comes(100);

            assertThat(connection.unread).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 503})
    void request_afterAnError_waitsForItsTurn(int status) {
        ReaderConnection reader = open();
        answer(reader, status);

        connection.comes(100);

        assertThat(connection.unread).isEqualTo(100);
        thread.pass(0);
        assertThat(connection.unread).isZero();
    }

    @Test
    void request_afterOneThatWaited_waitsForItsTurn() {
        ReaderConnection reader = open();
        reader.wantsMore();
        answer(reader, 200);

        connection.comes(100);

        assertThat(connection.unread).isEqualTo(100);
    }

    /** Many that are closed at the same time would keep the thread from all others. */
    @Test
    void end_waitsForItsTurn() {
        ReaderConnection reader = open();
        answer(reader, 200);

        connection.ends();
        for (int looks = 0; looks < 3; looks++) {
            connection.comes(0);
        }
        assertThat(ended).isFalse();

        thread.pass(0);
        assertThat(ended).isTrue();
    }

    private void answer(ReaderConnection reader, int status) {
        HttpServerConnection http = new HttpServerConnection(
                connection, new DefaultByteBufferPool(false, 1024), exchange -> {}, OptionMap.EMPTY, 1024, null);
        reader.exchangeEvent(new HttpServerExchange(http).setPersistent(true).setStatusCode(status), () -> {});
    }

    private ReaderConnection open() {
        TurnQueue turns = new TurnQueue(new IoThread(thread));
        UnfinishedRequests unfinished = new UnfinishedRequests(new IoThread(thread), ConnectionTimeouts.DEFAULT);
        OpenConnections all = new OpenConnections(
                new HttpOpenListener(new DefaultByteBufferPool(false, 1024), OptionMap.EMPTY), turns, unfinished);
        all.handle(exchange -> {});
        ReaderConnection reader = new ReaderConnection(connection, all);
        connection.getSourceChannel().setReadListener(channel -> {
            try {
                ended |= channel.read(ByteBuffer.allocate(16 * 1024)) < 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        connection.getSourceChannel().resumeReads();
        return reader;
    }
}
