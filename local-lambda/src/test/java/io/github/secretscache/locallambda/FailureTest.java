package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a dead extension or runtime does to the invocation, to the others and to the next invocation. */
@Timeout(120)
class FailureTest {

    @TempDir
    Path root;

    @Test
    void crash_duringAnInvocation_failsItAndTheNextStartsAfresh() {
        try (Stage stage = Stage.open(root, "a", "b").initialise("INVOKE", "SHUTDOWN")) {
            String oldId = stage.id("a");
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            stage.event("b");
            stage.next("b");
            stage.kill("a");

            InvocationResult failed = ApiClient.finish(result);
            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(failed.payloadText())
                    .isEqualTo("{\"errorMessage\":\"RequestId: " + failed.requestId()
                            + " Error: signal: killed\",\"errorType\":\"Extension.Crash\"}");
            assertThat(stage.event("b").body()).contains("SHUTDOWN", "\"shutdownReason\":\"failure\"");
            stage.kill("b");

            CompletableFuture<InvocationResult> again = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("INVOKE", "SHUTDOWN");
            assertThat(stage.id("a")).isNotEqualTo(oldId);
            stage.respond("\"recovered\"");
            assertThat(ApiClient.finish(again).payloadText()).isEqualTo("\"recovered\"");
        }
    }

    @Test
    void crash_afterTheAnswer_leavesTheAnswerAndResets() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            stage.respond("\"fine\"");
            assertThat(ApiClient.finish(result).functionError()).isNull();
            stage.kill("a");
            stage.log.await("Status: error\tError Type: Extension.Crash");

            CompletableFuture<InvocationResult> again = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("INVOKE");
            stage.respond("\"again\"");
            assertThat(ApiClient.finish(again).payloadText()).isEqualTo("\"again\"");
        }
    }

    @Test
    void crash_afterTheAnswer_whenLateIsAskedFor_marksTheAnswer() {
        try (Stage stage =
                Stage.open(root, builder -> builder.earlyResponse(false), "a").initialise("INVOKE")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            stage.respond("\"body\"");
            stage.kill("a");

            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("\"body\"");
            assertThat(ApiClient.finish(result).functionError()).isEqualTo("Unhandled");
        }
    }

    @Test
    void crash_whileIdle_failsTheNextInvocationAndTheOneAfterStartsAfresh() {
        try (Stage stage = Stage.open(root, "a").initialise("SHUTDOWN")) {
            stage.kill("a");
            stage.log.await("Name: a\tState: Ready\tError Type: Extension.Crash");

            InvocationResult failed = ApiClient.finish(stage.invoke("{}"));
            assertThat(failed.payloadText()).contains("\"errorType\":\"Extension.Crash\"");

            CompletableFuture<InvocationResult> again = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("SHUTDOWN");
            stage.respond("{}");
            assertThat(ApiClient.finish(again).functionError()).isNull();
        }
    }

    @Test
    void exitError_andExit_failsTheInvocationUnderThatName() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE", "SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            assertThat(stage.api.error("exit", stage.id("a"), "Extension.Tired").status())
                    .isEqualTo(202);
            stage.kill("a");

            assertThat(ApiClient.finish(result).payloadText()).contains("\"errorType\":\"Extension.ExitError\"");
            assertThat(stage.log.text()).contains("Error Type: Extension.Tired");
        }
    }

    @Test
    void exitError_whileNextIsParked_refusesItWhenItIsReleased() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE", "SHUTDOWN")) {
            stage.api.error("exit", stage.id("a"), "Extension.Tired");
            stage.shutdown("spindown");

            ApiClient.Reply released = stage.event("a");
            assertThat(released.status()).isEqualTo(403);
            assertThat(released.message()).endsWith("Error: Concurrent state modification");
        }
    }

    @Test
    void runtime_thatDiesInAnInvocation_failsIt() {
        try (Stage stage = Stage.open(root, "a").initialise("SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.invocation();
            stage.kill("function");

            assertThat(ApiClient.finish(result).payloadText())
                    .contains("\"errorType\":\"Runtime.ExitError\"", "Runtime exited with error: signal: killed");
            assertThat(stage.event("a").body()).contains("\"shutdownReason\":\"failure\"");
        }
    }

    @Test
    void initError_ofTheRuntime_isWhatTheCallerGets() {
        try (Stage stage = Stage.open(root)) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.awaitRuntime();
            failInit(stage);
            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Function.Unknown");

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.awaitRuntime();
            failInit(stage);
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"errorMessage\":\"no such class\"}");
            assertThat(ApiClient.finish(result).functionError()).isEqualTo("Unhandled");
        }
    }

    private static void failInit(Stage stage) {
        ApiClient.Reply reply = stage.api.runtime(
                "init/error",
                "{\"errorMessage\":\"no such class\"}",
                Map.of("Lambda-Runtime-Function-Error-Type", "Function.class-missing"));
        assertThat(reply.status()).isEqualTo(202);
        stage.kill("function");
    }

    @Test
    void close_duringAnInvocation_failsItForTheCallerAndKillsEverything() {
        Stage stage = Stage.open(root, "a").initialise("INVOKE");
        CompletableFuture<InvocationResult> result = stage.invoke("{}");
        stage.invocation();
        ProcessHandle extension = stage.process("a");
        ProcessHandle function = stage.process("function");

        stage.close();

        assertThatThrownBy(() -> ApiClient.finish(result)).hasMessageContaining("local-lambda is closed");
        ApiClient.finish(extension.onExit());
        ApiClient.finish(function.onExit());
        assertThatThrownBy(() -> stage.lambda.invoke(new byte[0])).hasMessage("local-lambda is closed");
    }
}
