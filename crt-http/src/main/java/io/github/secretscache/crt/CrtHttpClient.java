package io.github.secretscache.crt;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.crt.CrtRuntimeException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * An HTTP client of the AWS SDK over aws-crt, with another client as a fallback if it makes no connection. Thread-safe.
 *
 * <p>Calls over HTTPS go over native TLS. If there is no connection within {@value #PATIENCE_MILLIS} ms, for whatever
 * reason, the other client makes the whole call anew, or reports what is wrong: aws-crt delays the reason of a failed
 * handshake for seconds. The other client then gets all calls to that host for {@value #OTHER_FOR_MINUTES} minutes, so
 * that they are not delayed. It must trust the same authorities, because then its checks decide.
 *
 * <p>No connection stays open after the last call to its host: so none is idle, and none can be dead after a freeze.
 */
public final class CrtHttpClient implements SdkHttpClient {
    static final int PATIENCE_MILLIS = 700;

    /** Set by {@code -Dio.github.secretscache.tls.patience}, in milliseconds. */
    private static final int PATIENCE = Integer.getInteger("io.github.secretscache.tls.patience", PATIENCE_MILLIS);

    static final int OTHER_FOR_MINUTES = 10;

    private static final Duration OTHER_FOR = Duration.ofMinutes(OTHER_FOR_MINUTES);

    private final CrtTls tls;
    private final Timing timing;
    private final Supplier<SdkHttpClient> other;
    private final Map<CrtHost.Address, CrtHost> hosts = new ConcurrentHashMap<>();
    private final Map<CrtHost.Address, Instant> otherSince = new ConcurrentHashMap<>();
    private @Nullable SdkHttpClient madeOther;

    CrtHttpClient(CrtTls tls, Timing timing, Supplier<SdkHttpClient> other) {
        this.tls = tls;
        this.timing = timing;
        this.other = other;
    }

    /**
     * The time limits.
     *
     * @param patienceMillis for a connection
     * @param request for one request and its whole reply
     * @param clock the wall clock
     */
    record Timing(int patienceMillis, Duration request, InstantSource clock) {}

    /**
     * A client to put before another one. If the native code or the authorities cannot be loaded, only the other one is
     * used.
     *
     * @param tls whom it trusts; closed with the client
     * @return makes the client from the time for one request and its whole reply, and from a supplier of the other
     *     client, which is called when first needed; the other client is not closed with it
     */
    public static BiFunction<Duration, Supplier<SdkHttpClient>, SdkHttpClient> before(Supplier<CrtTls> tls) {
        return (requestTimeout, other) -> {
            try {
                return new CrtHttpClient(
                        tls.get(), new Timing(PATIENCE, requestTimeout, InstantSource.system()), other);
            } catch (CrtRuntimeException | LinkageError e) {
                return other.get();
            }
        };
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SdkHttpRequest http = request.httpRequest();
        if (!http.protocol().equalsIgnoreCase("https")) {
            return other().prepareRequest(request);
        }
        return new Call(request, new CrtHost.Address(http.host(), http.port()));
    }

    @Override
    public String clientName() {
        return "aws-crt";
    }

    /** Breaks the calls that are running. */
    @Override
    public void close() {
        hosts.values().forEach(CrtHost::breakAll);
        tls.close();
    }

    private synchronized SdkHttpClient other() {
        if (madeOther == null) {
            madeOther = other.get();
        }
        return madeOther;
    }

    private boolean isOfOther(CrtHost.Address address) {
        Instant since = otherSince.get(address);
        return since != null
                && timing.clock.instant().isBefore(since.plus(OTHER_FOR))
                && !timing.clock.instant().isBefore(since);
    }

    /** One request: over a native connection, or else by the other client. */
    private final class Call implements ExecutableHttpRequest {
        private final HttpExecuteRequest request;
        private final CrtHost.Address address;
        private @Nullable ExecutableHttpRequest running;
        private boolean aborted;

        Call(HttpExecuteRequest request, CrtHost.Address address) {
            this.request = request;
            this.address = address;
        }

        @Override
        public HttpExecuteResponse call() throws IOException {
            if (isOfOther(address)) {
                return run(other().prepareRequest(request));
            }
            CrtHost host = hosts.computeIfAbsent(address, key -> new CrtHost(key, tls));
            CrtConnection connection = host.connect(timing.patienceMillis / CrtHost.SLICE_MILLIS);
            if (connection == null) {
                otherSince.put(address, timing.clock.instant());
                return run(other().prepareRequest(request));
            }
            return run(new CrtExchange(request, connection, timing.request));
        }

        @Override
        public void abort() {
            ExecutableHttpRequest now;
            synchronized (this) {
                aborted = true;
                now = running;
            }
            if (now != null) {
                now.abort();
            }
        }

        private HttpExecuteResponse run(ExecutableHttpRequest next) throws IOException {
            synchronized (this) {
                running = next;
                if (aborted) {
                    next.abort();
                }
            }
            return next.call();
        }
    }
}
