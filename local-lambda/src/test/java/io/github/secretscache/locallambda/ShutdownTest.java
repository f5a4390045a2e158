package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shutdown phase: order, budget and what is left. */
@Timeout(120)
class ShutdownTest {

    @TempDir
    Path root;

    @Test
    void close_isNoCrashOfTheExtension() {
        Stage stage = Stage.open(root, "a").initialise("INVOKE");
        ProcessHandle extension = ProcessHandle.of(stage.pid("a")).orElseThrow();
        stage.close();
        extension.onExit().join();

        assertThat(stage.log.lines()).noneMatch(line -> line.contains("Error Type"));
    }

    @Test
    void shutdown_tellsSubscribersAfterTheRuntimeIsGone() {
        String runtime = "trap 'echo terminated; exit 0' TERM; echo up $$; while :; do sleep 0.05; done";
        try (Stage stage = Stage.open(
                        root,
                        builder -> builder.runtimeCommand(List.of("/bin/sh", "-c", runtime))
                                .shutdownBudget(Duration.ofSeconds(40)),
                        "a")
                .initialise("SHUTDOWN")) {
            CompletableFuture<Void> shutdown = stage.shutdown("spindown");
            ApiClient.Reply event = stage.event("a");

            stage.log.await("[function] terminated");
            assertThat(stage.processState("function")).isEqualTo("gone");
            assertThat(event.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(event.header("Lambda-Extension-Event-Identifier")).isEmpty();
            assertThat(event.body())
                    .isEqualTo("{\"eventType\":\"SHUTDOWN\",\"deadlineMs\":" + event.deadlineMs()
                            + ",\"shutdownReason\":\"spindown\"}");
            assertThat(event.deadlineMs()).isBetween(System.currentTimeMillis(), System.currentTimeMillis() + 40_000);
            assertThat(shutdown).isNotDone();
            stage.kill("a");
            ApiClient.finish(shutdown);
        }
    }

    @Test
    void shutdown_ofWhoDidNotSubscribe_isAKill() {
        try (Stage stage = Stage.open(root, builder -> builder.shutdownBudget(Duration.ofSeconds(40)), "a")
                .initialise("INVOKE")) {
            ApiClient.finish(stage.shutdown("spindown"));

            assertThat(stage.processState("a")).isEqualTo("gone");
            assertThat(stage.log.text()).doesNotContain("did not exit in time");
        }
    }

    @Test
    void shutdown_atTheDeadline_killsTheWholeProcessGroup() {
        Folders.extension(
                Folders.layer(root),
                "a",
                "#!/bin/sh\ntrap '' TERM\n(echo child up; echo up $(sh -c 'echo $PPID'); sleep 1000)\n");
        try (Stage stage = Stage.open(root, builder -> builder.shutdownBudget(Duration.ofSeconds(1)))) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.log.await("[a] up");
            stage.register("a", "SHUTDOWN");
            stage.awaitRuntime();
            stage.next("a");
            stage.runtimeNext();
            ApiClient.finish(init);
            ProcessHandle child = stage.process("a");
            List<ProcessHandle> family = ProcessHandle.of(
                            stage.lambda.initReport().extensions().get(0).processId())
                    .orElseThrow()
                    .descendants()
                    .toList();
            assertThat(family).contains(child);

            ApiClient.finish(stage.shutdown("spindown"));

            assertThat(stage.log.text()).contains("did not exit in time");
            family.forEach(process -> ApiClient.finish(process.onExit()));
        }
    }

    @Test
    void shutdown_withoutExtensions_doesNotWaitForTheRuntime() {
        String runtime = "trap 'echo terminated' TERM; " + Stage.UP.replace("exec ", "") + "; sleep 1000";
        try (Stage stage = Stage.open(root, builder -> builder.runtimeCommand(List.of("/bin/sh", "-c", runtime)))
                .initialise()) {
            ApiClient.finish(stage.shutdown("spindown"));

            assertThat(stage.log.text()).doesNotContain("terminated");
            ApiClient.finish(ProcessHandle.of(stage.pid("function"))
                    .map(ProcessHandle::onExit)
                    .orElse(CompletableFuture.completedFuture(null)));
        }
    }

    @Test
    void invoke_afterShutdown_startsCold() {
        try (Stage stage = Stage.open(root, "a").initialise("SHUTDOWN")) {
            String oldId = stage.id("a");
            stage.shutdown("spindown");
            stage.event("a");
            stage.kill("a");

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("SHUTDOWN");
            stage.respond("{}");

            assertThat(ApiClient.finish(result).functionError()).isNull();
            assertThat(stage.id("a")).isNotEqualTo(oldId);
        }
    }
}
