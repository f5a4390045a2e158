package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The invoke gate: who is told of an invocation, and when it is over. */
@Timeout(120)
class InvokeTest {

    @TempDir
    Path root;

    @Test
    void event_hasEveryKeyAndTheRuntimesDeadline() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE", "SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{\"in\":1}");
            ApiClient.Reply event = stage.event("a");
            ApiClient.Reply invocation = stage.invocation();

            assertThat(invocation.body()).isEqualTo("{\"in\":1}");
            assertThat(invocation.header("Content-Type")).isEqualTo("application/json");
            String deadline = invocation.header("Lambda-Runtime-Deadline-Ms");
            String arn = invocation.header("Lambda-Runtime-Invoked-Function-Arn");
            assertThat(event.body())
                    .isEqualTo("{\"eventType\":\"INVOKE\",\"deadlineMs\":" + deadline + ",\"requestId\":\""
                            + stage.requestId() + "\",\"invokedFunctionArn\":\"" + arn + "\"}");
            assertThat(arn).isEqualTo("arn:aws:lambda:us-east-1:123456789012:function:function");
            assertThat(event.header("Lambda-Extension-Event-Identifier")).hasSize(36);
            assertThat(event.deadlineMs()).isBetween(System.currentTimeMillis(), System.currentTimeMillis() + 60_000);

            assertThat(stage.respond("{\"out\":2}").status()).isEqualTo(202);
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"out\":2}");
            assertThat(ApiClient.finish(result).functionError()).isNull();
            assertThat(ApiClient.finish(result).requestId()).isEqualTo(stage.requestId());
        }
    }

    @Test
    void answer_isGivenBeforeTheExtensionIsDone_butTheNextInvocationWaits() {
        try (Stage stage = Stage.open(root, "a", "b").initialise("INVOKE", "SHUTDOWN")) {
            CompletableFuture<InvocationResult> first = stage.invoke("1");
            stage.event("a");
            stage.event("b");
            stage.respond("\"one\"");
            assertThat(ApiClient.finish(first).payloadText()).isEqualTo("\"one\"");

            CompletableFuture<InvocationResult> second = stage.invoke("2");
            stage.next("a");
            stage.runtimeNext();
            stage.awaitReady("a");
            assertThat(stage.parked("a")).isTrue();
            stage.next("b");

            stage.event("a");
            stage.event("b");
            stage.respond("\"two\"");
            assertThat(ApiClient.finish(second).payloadText()).isEqualTo("\"two\"");
        }
    }

    @Test
    void answer_whenLateIsAskedFor_waitsForEveryone() {
        try (Stage stage =
                Stage.open(root, builder -> builder.earlyResponse(false), "a").initialise("INVOKE")) {
            CompletableFuture<InvocationResult> result = stage.invoke("1");
            stage.event("a");
            stage.respond("\"one\"");
            stage.runtimeNext();
            assertThat(result).isNotDone();

            stage.next("a");
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("\"one\"");
        }
    }

    @Test
    void initError_afterTheFirstNext_isRefusedWithItsState() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE", "SHUTDOWN")) {
            String id = stage.id("a");
            ApiClient.Reply ready = stage.api.error("init", id, "Extension.Late");
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            ApiClient.Reply running = stage.api.error("init", id, "Extension.Late");

            for (ApiClient.Reply reply : List.of(ready, running)) {
                assertThat(reply.status()).isEqualTo(403);
                assertThat(reply.errorType()).isEqualTo("Extension.InvalidExtensionState");
            }
            assertThat(ready.message()).startsWith("State transition from Ready to InitError failed");
            assertThat(running.message()).startsWith("State transition from Running to InitError failed");
            stage.respond("\"unharmed\"");
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("\"unharmed\"");
        }
    }

    @Test
    void shutdownOnlyExtension_seesNoInvocation() {
        try (Stage stage = Stage.open(root, "a").initialise("SHUTDOWN")) {
            for (int i = 0; i < 20; i++) {
                CompletableFuture<InvocationResult> result = stage.invoke("{}");
                stage.respond("{}");
                ApiClient.finish(result);
                stage.runtimeNext();
            }
            assertThat(stage.parked("a")).isTrue();

            stage.shutdown("spindown");
            assertThat(stage.event("a").body()).contains("\"eventType\":\"SHUTDOWN\"");
        }
    }

    @Test
    void invocations_thatComeTogether_areServedOneAfterTheOther() {
        try (Stage stage = Stage.open(root).initialise()) {
            CompletableFuture<InvocationResult> one = stage.invoke("{}");
            CompletableFuture<InvocationResult> two = stage.invoke("{}");
            String firstId = stage.requestId();
            stage.respond("{}");
            stage.runtimeNext();
            String secondId = stage.requestId();
            stage.respond("{}");

            assertThat(secondId).isNotEqualTo(firstId);
            assertThat(ApiClient.finish(one).requestId())
                    .isNotEqualTo(ApiClient.finish(two).requestId());
        }
    }

    @Test
    void timeout_whenTheFunctionDoesNotAnswer_isToldToCallerAndExtensions() {
        try (Stage stage = Stage.open(root, builder -> builder.timeout(Duration.ofSeconds(2)), "a")
                .initialise("INVOKE", "SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            stage.next("a");
            ApiClient.Reply event = stage.event("a");

            assertThat(event.body()).contains("\"eventType\":\"SHUTDOWN\"", "\"shutdownReason\":\"timeout\"");
            assertThat(ApiClient.finish(result).functionError()).isEqualTo("Unhandled");
            assertThat(ApiClient.finish(result).payloadText())
                    .contains("\"errorType\":\"Sandbox.Timedout\"", "Task timed out after 2.00 seconds");
        }
    }

    @Test
    void timeout_whenTheExtensionIsBusy_isFollowedByShutdownInAnswerToItsNextNext() {
        try (Stage stage = Stage.open(
                        root,
                        builder -> builder.timeout(Duration.ofSeconds(2)).shutdownBudget(Duration.ofSeconds(30)),
                        "a")
                .initialise("INVOKE", "SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            stage.respond("\"done\"");
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("\"done\"");
            stage.log.await("Status: timeout");

            stage.next("a");
            ApiClient.Reply event = stage.event("a");
            assertThat(event.body()).contains("\"eventType\":\"SHUTDOWN\"", "\"shutdownReason\":\"timeout\"");
            assertThat(event.deadlineMs()).isLessThanOrEqualTo(System.currentTimeMillis() + 30_000);
            stage.kill("a");
        }
    }
}
