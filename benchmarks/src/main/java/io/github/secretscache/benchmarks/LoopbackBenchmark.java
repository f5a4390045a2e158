package io.github.secretscache.benchmarks;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A read by client-sdk over HTTP, without its near cache, beside the same number of bytes to and from a bare socket. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class LoopbackBenchmark {
    /** About what client-sdk sends. */
    private static final int REQUEST_BYTES = 200;
    /** About what the server answers: head and value. */
    private static final int ANSWER_BYTES = 1500;

    /** Kept, so that no exchange pays for a new thread. */
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Frontend frontend;
    private SecretsCacheClient client;
    private ServerSocket echo;
    private Socket kept;

    /** Serves the secret, and bytes. */
    @Setup
    public void serve() throws IOException {
        frontend = new Frontend();
        client = SecretsCacheClient.builder()
                .endpoint(frontend.uri())
                .nearCacheSize(0)
                .build();
        echo = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
        kept = connect();
    }

    /** Ends the servers. */
    @TearDown
    public void close() throws IOException {
        kept.close();
        echo.close();
        frontend.close();
        threads.shutdown();
    }

    /** Our read; each has its own connection. */
    @Benchmark
    public Secret httpHit() {
        return client.get(Stage.FIRST);
    }

    /** Connect, bytes there, bytes back, close. */
    @Benchmark
    public int echoOnNewConnection() throws IOException {
        try (Socket socket = connect()) {
            return exchange(socket);
        }
    }

    /** Bytes there, bytes back. */
    @Benchmark
    public int echoOnKeptConnection() throws IOException {
        return exchange(kept);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(echo.getInetAddress(), echo.getLocalPort());
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static int exchange(Socket socket) throws IOException {
        socket.getOutputStream().write(new byte[REQUEST_BYTES]);
        return socket.getInputStream().readNBytes(ANSWER_BYTES).length;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = echo.accept();
                socket.setTcpNoDelay(true);
                threads.execute(() -> answer(socket));
            }
        } catch (IOException e) {
            // Closed: the benchmark is over.
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            while (socket.getInputStream().readNBytes(REQUEST_BYTES).length == REQUEST_BYTES) {
                socket.getOutputStream().write(new byte[ANSWER_BYTES]);
            }
        } catch (IOException e) {
            // The other end is gone.
        }
    }
}
