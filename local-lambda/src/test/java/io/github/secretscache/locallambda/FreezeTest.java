package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are stopped whenever nothing is to be done. */
@Timeout(120)
class FreezeTest {

    private static final String STOPPED = "T";
    private static final String SLEEPING = "S";

    @TempDir
    Path root;

    @Test
    void processes_areStoppedBetweenInvocationsAndRunWithinOne() {
        try (Stage stage = Stage.open(root, "a").initialise("INVOKE", "SHUTDOWN")) {
            assertStates(stage, STOPPED);

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.event("a");
            assertStates(stage, SLEEPING);
            stage.respond("{}");
            ApiClient.finish(result);
            stage.runtimeNext();
            stage.next("a");
            assertStates(stage, STOPPED);

            CompletableFuture<Void> shutdown = stage.shutdown("spindown");
            stage.event("a");
            assertThat(stage.processState("a")).isEqualTo(SLEEPING);
            stage.kill("a");
            ApiClient.finish(shutdown);
        }
    }

    @Test
    void processes_runOnWhenFreezingIsOff_andStopWhenAsked() {
        try (Stage stage = Stage.open(root, builder -> builder.freezeBetweenInvocations(false), "a")
                .initialise("INVOKE")) {
            assertStates(stage, SLEEPING);

            stage.lambda.freeze();
            assertStates(stage, STOPPED);
            stage.lambda.thaw();
            assertStates(stage, SLEEPING);
        }
    }

    /** The answer is there before the extension's next, and only that one lets the processes be frozen. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thaw_andFreeze_afterAnEarlyAnswer_waitForTheEndOfItsInvocation(boolean thaw) throws InterruptedException {
        try (Stage stage = Stage.open(root, builder -> builder.freezeBetweenInvocations(thaw), "a")
                .initialise("INVOKE")) {
            Thread call = waitsAfterAnEarlyAnswer(stage, thaw ? stage.lambda::thaw : stage.lambda::freeze);

            stage.next("a");
            call.join();
            assertStates(stage, thaw ? SLEEPING : STOPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void close_whileAFreezeOrThawWaits_endsTheWait(boolean thaw) throws InterruptedException {
        Stage stage = Stage.open(root, "a").initialise("INVOKE");
        ProcessHandle extension = stage.process("a");
        Thread call = waitsAfterAnEarlyAnswer(stage, thaw ? stage.lambda::thaw : stage.lambda::freeze);

        stage.close();

        call.join();
        ApiClient.finish(extension.onExit());
    }

    /** {@return a thread with the call, which waits for an invocation whose extension has not asked for the next} */
    private static Thread waitsAfterAnEarlyAnswer(Stage stage, Runnable call) {
        CompletableFuture<InvocationResult> result = stage.invoke("{}");
        stage.event("a");
        stage.respond("{}");
        ApiClient.finish(result);
        stage.runtimeNext();

        Thread thread = new Thread(call, "call");
        thread.start();
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(thread.isAlive()).as("has to wait").isTrue();
        return thread;
    }

    @Test
    void close_killsStoppedProcesses() {
        Stage stage = Stage.open(root, "a").initialise("INVOKE");
        ProcessHandle extension = stage.process("a");
        assertStates(stage, STOPPED);

        stage.close();

        ApiClient.finish(extension.onExit());
    }

    /** A signal takes a moment to be acted on. */
    private static void assertStates(Stage stage, String expected) {
        for (String process : new String[] {"a", "function"}) {
            while (!stage.processState(process).equals(expected)) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
