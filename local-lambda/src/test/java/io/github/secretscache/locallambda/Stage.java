package io.github.secretscache.locallambda;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import io.github.secretscache.locallambda.testing.LogCapture;
import io.github.secretscache.locallambda.testing.ProcessState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/**
 * A Lambda whose processes only live: the test says over HTTP what they would say, so that every order of events can be
 * played without waiting for time to pass.
 */
final class Stage implements AutoCloseable {

    static final String ID = "Lambda-Extension-Identifier";
    static final String REQUEST_ID = "Lambda-Runtime-Aws-Request-Id";
    static final String UP = "echo up $$; exec sleep 1000";

    private static final Executor THREADS = task -> new Thread(task, "test").start();

    final LogCapture log = new LogCapture();
    final LocalLambda lambda;
    final ApiClient api;

    private final String[] extensions;
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, CompletableFuture<ApiClient.Reply>> nexts = new HashMap<>();
    private CompletableFuture<ApiClient.Reply> runtimeNext = new CompletableFuture<>();
    private int lives;
    private int runtimes;

    private Stage(Path root, UnaryOperator<LocalLambdaBuilder> settings, String... extensions) {
        Path layer = Folders.layer(root);
        for (String extension : extensions) {
            Folders.extension(layer, extension, "#!/bin/sh\n" + UP + "\n");
        }
        LocalLambdaBuilder builder = LocalLambda.builder()
                .layer(layer)
                .function(root)
                .runtimeCommand(List.of("/bin/sh", "-c", UP))
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(60))
                .shutdownBudget(Duration.ofMillis(500))
                .log(log);
        this.extensions = extensions;
        this.lambda = settings.apply(builder).open();
        this.api = new ApiClient(lambda.runtimeApi());
    }

    /** With idle extensions of these names; nothing is started yet. */
    static Stage open(Path root, String... extensions) {
        return open(root, builder -> builder, extensions);
    }

    static Stage open(Path root, UnaryOperator<LocalLambdaBuilder> settings, String... extensions) {
        return new Stage(root, settings, extensions);
    }

    /** Begins the initialisation and returns when the extensions' processes run. */
    CompletableFuture<Void> beginInit() {
        CompletableFuture<Void> init = CompletableFuture.runAsync(lambda::init, THREADS);
        awaitExtensions();
        return init;
    }

    /** A new sandbox's extensions run. */
    void awaitExtensions() {
        lives++;
        for (String extension : extensions) {
            log.await("[" + extension + "] up", lives);
        }
    }

    /** The next sandbox's runtime runs; to be asked once a sandbox. */
    void awaitRuntime() {
        runtimes++;
        log.await("[function] up", runtimes);
    }

    /** Everything up to ready; all extensions want the same events. */
    Stage initialise(String... events) {
        CompletableFuture<Void> init = beginInit();
        becomeReady(events);
        ApiClient.finish(init);
        return this;
    }

    void becomeReady(String... events) {
        for (String extension : extensions) {
            register(extension, events);
        }
        awaitRuntime();
        for (String extension : extensions) {
            next(extension);
        }
        runtimeNext();
    }

    String register(String extension, String... events) {
        String id = api.register(extension, events).header(ID);
        ids.put(extension, id);
        return id;
    }

    String id(String extension) {
        return ids.get(extension);
    }

    CompletableFuture<ApiClient.Reply> next(String extension) {
        CompletableFuture<ApiClient.Reply> next = api.next(id(extension));
        nexts.put(extension, next);
        return next;
    }

    /** A call on a second connection can overtake {@code next}: asks, by a refused call, until it is seen as parked. */
    void awaitReady(String extension) {
        while (!api.register(extension).message().contains("from Ready to")) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits for the answer to the extension's last {@code next}. */
    ApiClient.Reply event(String extension) {
        return ApiClient.finish(nexts.get(extension));
    }

    boolean parked(String extension) {
        return !nexts.get(extension).isDone();
    }

    boolean runtimeIsParked() {
        return !runtimeNext.isDone();
    }

    CompletableFuture<ApiClient.Reply> runtimeNext() {
        runtimeNext = api.runtimeNext();
        return runtimeNext;
    }

    /** Waits for the invocation and answers it. */
    ApiClient.Reply respond(String body) {
        return api.respond(requestId(), body);
    }

    String requestId() {
        return invocation().header(REQUEST_ID);
    }

    ApiClient.Reply invocation() {
        return ApiClient.finish(runtimeNext);
    }

    CompletableFuture<InvocationResult> invoke(String payload) {
        return CompletableFuture.supplyAsync(() -> lambda.invoke(payload.getBytes(StandardCharsets.UTF_8)), THREADS);
    }

    CompletableFuture<Void> shutdown(String reason) {
        return CompletableFuture.runAsync(() -> lambda.shutdown(reason), THREADS);
    }

    /** SIGKILL to the process of an extension, or of {@code function}. */
    void kill(String name) {
        process(name).destroyForcibly();
    }

    ProcessHandle process(String name) {
        return ProcessHandle.of(pid(name)).orElseThrow();
    }

    /** The newest process of that name. */
    long pid(String name) {
        String prefix = "[" + name + "] up ";
        return log.lines().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> Long.parseLong(line.substring(prefix.length())))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    String processState(String name) {
        return ProcessState.of(pid(name));
    }

    @Override
    public void close() {
        lambda.close();
    }
}
