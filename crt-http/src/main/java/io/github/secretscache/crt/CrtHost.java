package io.github.secretscache.crt;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.crt.http.HttpClientConnection;
import software.amazon.awssdk.crt.http.HttpClientConnectionManager;
import software.amazon.awssdk.crt.http.HttpClientConnectionManagerOptions;
import software.amazon.awssdk.crt.http.HttpProxyEnvironmentVariableSetting;
import software.amazon.awssdk.crt.http.HttpProxyEnvironmentVariableSetting.HttpProxyEnvironmentVariableType;
import software.amazon.awssdk.crt.io.ClientBootstrap;
import software.amazon.awssdk.crt.io.HostResolver;
import software.amazon.awssdk.crt.io.SocketOptions;
import software.amazon.awssdk.crt.io.TlsConnectionOptions;

/**
 * The connections to one host: shared while calls are running, and closed when the last call has ended, together with the
 * thread that keeps looking up the host's name. Thread-safe.
 */
final class CrtHost {
    /** The wait for a connection is divided into slices of this length. */
    static final int SLICE_MILLIS = 50;

    /** More than any bound on concurrent fetches. */
    private static final int MOST_CONNECTIONS = 1_000;

    private final Address address;
    private final CrtTls tls;
    private final Deque<HttpClientConnection> free = new ArrayDeque<>();
    private final Set<HttpClientConnection> inUse = new HashSet<>();
    private int users;
    private @Nullable Way way;

    CrtHost(Address address, CrtTls tls) {
        this.address = address;
        this.tls = tls;
    }

    record Address(String host, int port) {
        /** By hand, as {@link #hashCode()}: a record's own are linked at run time, in the middle of the first fetch. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Address address && port == address.port && host.equals(address.host);
        }

        @Override
        public int hashCode() {
            return 31 * host.hashCode() + port;
        }
    }

    /** What aws-crt needs to connect to a host. */
    private record Way(HostResolver resolver, ClientBootstrap bootstrap, HttpClientConnectionManager manager)
            implements AutoCloseable {
        @Override
        public void close() {
            manager.close();
            bootstrap.close();
            resolver.close();
        }
    }

    /**
     * Waits for a connection.
     *
     * @param slices how long, in slices of {@value #SLICE_MILLIS} ms: a process that was frozen or had no CPU loses one
     * @return a connection that the caller {@linkplain CrtConnection#end ends}; {@code null} if there was none in time
     */
    @Nullable
    CrtConnection connect(int slices) throws IOException {
        CompletableFuture<HttpClientConnection> made;
        synchronized (this) {
            users++;
            HttpClientConnection kept = nextFree();
            if (kept != null) {
                return used(kept);
            }
            try {
                if (way == null) {
                    way = open();
                }
                made = way.manager.acquireConnection();
            } catch (CrtRuntimeException e) {
                made = CompletableFuture.failedFuture(e);
            }
        }
        HttpClientConnection connection = awaited(made, slices);
        if (connection == null) {
            leave(null);
            return null;
        }
        return used(connection);
    }

    private synchronized CrtConnection used(HttpClientConnection connection) {
        inUse.add(connection);
        return new CrtConnection(connection, kept -> {
            forget(connection);
            leave(kept);
        });
    }

    private synchronized void forget(HttpClientConnection connection) {
        inUse.remove(connection);
    }

    /** Breaks the calls that are running. */
    synchronized void breakAll() {
        inUse.forEach(HttpClientConnection::shutdown);
    }

    private @Nullable HttpClientConnection nextFree() {
        HttpClientConnection kept;
        while ((kept = free.poll()) != null) {
            if (kept.isOpen()) {
                return kept;
            }
            kept.close();
        }
        return null;
    }

    private @Nullable HttpClientConnection awaited(CompletableFuture<HttpClientConnection> made, int slices)
            throws InterruptedIOException {
        CountDownLatch done = new CountDownLatch(1);
        var unused = made.whenComplete((connection, failure) -> done.countDown());
        try {
            for (int slice = 0; slice < slices; slice++) {
                if (done.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return made.get();
                }
            }
            letGo(made);
            return null;
        } catch (ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            letGo(made);
            leave(null);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + address.host);
        }
    }

    private static void letGo(CompletableFuture<HttpClientConnection> late) {
        var unused = late.whenComplete((connection, failure) -> {
            if (connection != null) {
                connection.close();
            }
        });
    }

    /** @param reusable a connection that another call may use; {@code null} if there is none */
    private synchronized void leave(@Nullable HttpClientConnection reusable) {
        if (reusable != null) {
            free.push(reusable);
        }
        if (--users == 0) {
            free.forEach(connection -> {
                connection.shutdown();
                connection.close();
            });
            free.clear();
            if (way != null) {
                way.close();
                way = null;
            }
        }
    }

    private Way open() {
        HostResolver resolver = new HostResolver(tls.thread());
        ClientBootstrap bootstrap = new ClientBootstrap(tls.thread(), resolver);
        HttpProxyEnvironmentVariableSetting noProxy = new HttpProxyEnvironmentVariableSetting();
        noProxy.setEnvironmentVariableType(HttpProxyEnvironmentVariableType.DISABLED);
        try (SocketOptions socket = new SocketOptions();
                TlsConnectionOptions name = new TlsConnectionOptions(tls.context()).withServerName(address.host)) {
            return new Way(
                    resolver,
                    bootstrap,
                    HttpClientConnectionManager.create(new HttpClientConnectionManagerOptions()
                            .withClientBootstrap(bootstrap)
                            .withSocketOptions(socket)
                            .withTlsConnectionOptions(name)
                            .withProxyEnvironmentVariableSetting(noProxy)
                            .withUri(URI.create("https://" + address.host + ":" + address.port))
                            .withMaxConnections(MOST_CONNECTIONS)));
        }
    }
}
