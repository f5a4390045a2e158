package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioIoFactory;
import org.xnio.channels.AcceptingChannel;

class ConnectionLimitTest {
    private static final int CROWD = 64;

    private final FakeIoThread fake = new FakeIoThread();
    private final IoThread thread = new IoThread(fake);
    private final Queue<StreamConnection> accepted = new ArrayDeque<>();
    private final OpenConnections served = connections();
    private final ConnectionLimit limit =
            new ConnectionLimit(thread, new NextLook(noPipes(), thread), served, connections());

    private final AcceptingChannel<StreamConnection> socket = socket();

    private boolean suspended;

    @SuppressWarnings("unchecked")
    private AcceptingChannel<StreamConnection> socket() {
        return proxy(AcceptingChannel.class, method -> {
            switch (method.getName()) {
                case "accept" -> {
                    return accepted.poll();
                }
                case "isOpen" -> {
                    return true;
                }
                case "hashCode" -> {
                    return 1;
                }
                default -> suspended = method.getName().equals("suspendAccepts");
            }
            return null;
        });
    }

    /** XNIO accepts 128 before it looks at anything else. */
    @Test
    void manyConnectionsAtOnce_areTakenAFewAtATime_andInACrowdMoreSlowly() {
        come(128);

        assertThat(served.number()).isEqualTo(4);
        assertThat(suspended).isTrue();
        for (int taken = 8; taken <= CROWD; taken += 4) {
            fake.pass(1);
            assertThat(served.number()).isEqualTo(taken);
        }
        fake.pass(1);
        assertThat(served.number()).isEqualTo(CROWD);
        fake.pass(1);
        assertThat(served.number()).isEqualTo(CROWD + 4);
        for (int millis = 0; millis < 64; millis++) {
            fake.pass(1);
        }
        assertThat(served.number()).isEqualTo(128);
        assertThat(suspended).isFalse();
    }

    @Test
    void fewConnections_areTakenAtOnce() {
        come(1);
        come(1);
        come(1);

        assertThat(served.number()).isEqualTo(3);
        assertThat(suspended).isFalse();
    }

    private void come(int connections) {
        for (int i = 0; i < connections; i++) {
            accepted.add(new FakeConnection());
        }
        limit.handleEvent(socket);
    }

    private OpenConnections connections() {
        OpenConnections connections = new OpenConnections(
                new HttpOpenListener(new DefaultByteBufferPool(false, 1024), OptionMap.EMPTY),
                new TurnQueue(thread),
                new UnfinishedRequests(thread, ConnectionTimeouts.DEFAULT));
        connections.handle(exchange -> {});
        return connections;
    }

    /** So that a look takes a millisecond of the fake thread. */
    private static XnioIoFactory noPipes() {
        return proxy(XnioIoFactory.class, method -> {
            throw new IOException("Too many open files");
        });
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> answer.to(method)));
    }

    /** What a call of a method returns. */
    private interface Answer {
        @Nullable
        Object to(Method called) throws IOException;
    }
}
