package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Lambda's side of the Extensions API for one extension, which gets one event: SHUTDOWN. */
final class ShutdownApi implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);

    ShutdownApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/2020-01-01/extension/", this::answer);
        server.start();
    }

    /** {@return what makes a process an extension of this Lambda} */
    Map<String, String> variables() {
        return Map.of(
                "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + server.getAddress().getPort());
    }

    /** Waits until the extension is ready. */
    void awaitNext() throws InterruptedException {
        if (!asked.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the extension has not asked for an event");
        }
    }

    void shutDown() {
        over.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        boolean isNext = exchange.getRequestURI().getPath().endsWith("/next");
        if (isNext) {
            asked.countDown();
            awaitTheEnd();
        }
        exchange.getResponseHeaders().set("Lambda-Extension-Identifier", "5f2b7a4e-0000-4000-8000-000000000001");
        String body = isNext
                ? "{\"eventType\":\"SHUTDOWN\",\"shutdownReason\":\"spindown\",\"deadlineMs\":"
                        + Instant.now().plusSeconds(2).toEpochMilli() + "}"
                : "{\"functionName\":\"my-function\",\"functionVersion\":\"$LATEST\",\"handler\":\"h\"}";
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void awaitTheEnd() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
