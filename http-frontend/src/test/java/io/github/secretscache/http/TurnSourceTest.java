package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xnio.Option;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

class TurnSourceTest {
    private final FakeIoThread thread = new FakeIoThread();
    private final Trickle trickle = new Trickle();

    @Test
    void head_thatComesByteByByte_isLookedAtOnceInEachTurn() {
        open();
        for (int millis = 0; millis < 10; millis++) {
            for (int i = 0; i < 1_000; i++) {
                trickle.comes(1);
            }
            thread.pass(1);
        }

        // Three at once, and then one for each millisecond.
        assertThat(trickle.reads).isBetween(5, 3 + 11);
        assertThat(trickle.unread).as("bytes left where the kernel keeps them").isLessThanOrEqualTo(1_000);
    }

    @Test
    void request_inThreeParts_isReadAtOnce() {
        open();
        for (int i = 0; i < 3; i++) {
            trickle.comes(100);

            assertThat(trickle.unread).isZero();
        }
    }

    private void open() {
        TurnQueue turns = new TurnQueue(new IoThread(thread));
        UnfinishedRequests unfinished = new UnfinishedRequests(new IoThread(thread), ConnectionTimeouts.DEFAULT);
        OpenConnections all = new OpenConnections(
                new HttpOpenListener(new DefaultByteBufferPool(false, 1024), OptionMap.EMPTY), turns, unfinished);
        all.handle(exchange -> {});
        new ReaderConnection(trickle, all);
        trickle.getSourceChannel().setReadListener(channel -> {
            try {
                channel.read(ByteBuffer.allocate(16 * 1024));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        trickle.getSourceChannel().resumeReads();
    }

    /** A connection on which bytes come when the test says so, and never a whole request. */
    private static final class Trickle extends StreamConnection {
        private int unread;
        private int reads;
        private boolean resumed;
        private @Nullable ReadReadyHandler handler;

        @SuppressWarnings("NullAway") // It has no thread.
        Trickle() {
            super(null);
            setSourceConduit((StreamSourceConduit) conduit(StreamSourceConduit.class));
            setSinkConduit((StreamSinkConduit) conduit(StreamSinkConduit.class));
        }

        private Object conduit(Class<?> type) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                switch (method.getName()) {
                    case "setReadReadyHandler" -> handler = (ReadReadyHandler) arguments[0];
                    case "resumeReads" -> resumed = true;
                    case "suspendReads" -> resumed = false;
                    case "read" -> {
                        return read((ByteBuffer) arguments[0]);
                    }
                    default -> {
                        return nothing(method);
                    }
                }
                return null;
            });
        }

        private static @Nullable Object nothing(Method method) {
            return method.getReturnType() == boolean.class ? false : null;
        }

        private int read(ByteBuffer target) {
            int read = Math.min(unread, target.remaining());
            target.put(new byte[read]);
            unread -= read;
            reads++;
            return read;
        }

        /** The thread looks at the connection, if it is to. */
        void comes(int bytes) {
            unread += bytes;
            if (resumed && handler != null) {
                handler.readReady();
            }
        }

        @Override
        public SocketAddress getPeerAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean supportsOption(Option<?> option) {
            return false;
        }
    }
}
