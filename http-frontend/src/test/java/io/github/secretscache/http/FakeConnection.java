package io.github.secretscache.http;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.Option;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/** A connection on which bytes come when the test says so, and never a whole request. */
final class FakeConnection extends StreamConnection {
    int unread;
    int reads;
    private boolean atEnd;
    private boolean resumed;
    private @Nullable ReadReadyHandler handler;

    @SuppressWarnings("NullAway") // It has no thread.
    FakeConnection() {
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
        return read == 0 && atEnd ? -1 : read;
    }

    /** After what has come. */
    void ends() {
        atEnd = true;
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
