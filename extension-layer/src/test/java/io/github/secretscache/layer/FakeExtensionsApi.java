package io.github.secretscache.layer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lambda's side of the Extensions API for one extension, by a script: an event for each {@code next}. */
final class FakeExtensionsApi implements AutoCloseable {
    private static final String PATH = "/2020-01-01/extension/";
    private static final String CUT = "cut";
    private static final long PATIENCE_SECONDS = 30;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final List<Call> seen = new ArrayList<>();
    private volatile int registerStatus = 200;
    private volatile String registerBody =
            "{\"functionName\":\"my-function\",\"functionVersion\":\"$LATEST\",\"handler\":\"h\"}";
    private volatile int reportStatus = 202;
    private volatile Runnable onRegister = () -> {};

    record Call(String name, String header, String body) {}

    FakeExtensionsApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext(PATH, this::answer);
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    void onRegister(Runnable action) {
        onRegister = action;
    }

    void refuseRegister(int status, String body) {
        registerStatus = status;
        registerBody = body;
    }

    void refuseReports() {
        reportStatus = 403;
    }

    void invoke(Instant deadline) {
        events.add("{\"eventType\":\"INVOKE\",\"deadlineMs\":" + deadline.toEpochMilli()
                + ",\"requestId\":\"r-1\",\"invokedFunctionArn\":\"arn:aws:lambda:eu-west-1:1:function:f\"}");
    }

    void shutdown(Instant deadline) {
        events.add("{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":" + deadline.toEpochMilli()
                + ",\"shutdownReason\":\"spindown\"}");
    }

    void event(String body) {
        events.add(body);
    }

    /** Breaks the connection of a {@code next}. */
    void cut() {
        events.add(CUT);
    }

    /** Waits for the next call and returns it. */
    Call call() throws InterruptedException {
        Call call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no further call came; seen: " + seen);
        }
        seen.add(call);
        return call;
    }

    /** Waits until a call of that name has come, whatever else comes before. */
    Call await(String name) throws InterruptedException {
        Call call = call();
        while (!call.name().equals(name)) {
            call = call();
        }
        return call;
    }

    /** {@return the names of the calls that have come so far and were not waited for} */
    List<String> pending() {
        return calls.stream().map(Call::name).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(PATH.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (name) {
            case "register" -> {
                onRegister.run();
                calls.add(new Call(name, exchange.getRequestHeaders().getFirst("Lambda-Extension-Name"), body));
                exchange.getResponseHeaders()
                        .set("Lambda-Extension-Identifier", "5f2b7a4e-0000-4000-8000-000000000001");
                reply(exchange, registerStatus, registerBody);
            }
            case "event/next" -> {
                calls.add(new Call(name, "", body));
                String event = takeEvent();
                if (event.equals(CUT)) {
                    exchange.close();
                } else {
                    reply(exchange, 200, event);
                }
            }
            default -> {
                String type = exchange.getRequestHeaders().getFirst("Lambda-Extension-Function-Error-Type");
                calls.add(new Call(name, type, body));
                reply(exchange, reportStatus, "{\"status\":\"OK\"}");
            }
        }
    }

    private String takeEvent() throws IOException {
        try {
            return events.take();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
