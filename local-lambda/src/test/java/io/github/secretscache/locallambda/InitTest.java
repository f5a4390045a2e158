package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InitReport;
import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The register gate, the ready gate, and what keeps them shut. */
@Timeout(120)
class InitTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path root;

    @Test
    void runtime_isStartedWhenAllHaveRegistered() {
        try (Stage stage = Stage.open(root, "a", "b")) {
            stage.beginInit();
            stage.register("a", "INVOKE", "SHUTDOWN");
            stage.next("a");
            stage.awaitReady("a");
            assertThat(stage.log.count("[function] up")).isZero();

            stage.register("b");
            stage.awaitRuntime();
        }
    }

    @Test
    void init_endsWhenEveryoneHasCalledNext_andTheFirstInvocationWaitsForThat() {
        try (Stage stage = Stage.open(root, "a", "b", "c")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a", "INVOKE", "SHUTDOWN");
            stage.register("b", "SHUTDOWN");
            stage.register("c");
            stage.awaitRuntime();
            String internal = stage.api.register("internal", "INVOKE").header(Stage.ID);
            stage.runtimeNext();
            stage.next("a");
            stage.next("b");
            stage.awaitReady("b");
            stage.next("c");
            stage.awaitReady("c");
            CompletableFuture<InvocationResult> first = stage.invoke("{}");
            assertThat(init).isNotDone();
            assertThat(stage.runtimeIsParked()).isTrue();

            stage.api.next(internal);
            ApiClient.finish(init);
            stage.respond("{}");
            assertThat(ApiClient.finish(first).functionError()).isNull();

            InitReport report = stage.lambda.initReport();
            assertThat(report.outcome()).isEqualTo(InitReport.Outcome.SUCCESS);
            assertThat(report.errorType()).isNull();
            assertThat(report.extensions()).extracting("name").containsExactly("a", "b", "c", "internal");
            InitReport.ExtensionTimes a = report.extensions().get(0);
            assertThat(a.processId()).isEqualTo(stage.pid("a"));
            assertThat(a.processStart()).isBetween(report.begin(), a.registerAnswered());
            assertThat(report.runtimeStart()).isBetween(a.registerAnswered(), report.runtimeReady());
            assertThat(a.firstNext()).isBetween(a.registerAnswered(), report.end());
        }
    }

    @Test
    void register_afterInit_isRefused() {
        try (Stage stage = Stage.open(root, "a").initialise("SHUTDOWN")) {
            ApiClient.Reply unknown = stage.api.register("unknown", "INVOKE");
            ApiClient.Reply known = stage.api.register("a", "INVOKE");

            assertThat(unknown.errorType()).isEqualTo("Extension.RegistrationClosed");
            assertThat(unknown.message()).isEqualTo("Extension registration closed already");
            assertThat(known.errorType()).isEqualTo("Extension.InvalidExtensionState");
            assertThat(known.message()).startsWith("State transition from Ready to Registered failed for extension a.");
        }
    }

    @Test
    void limit_whenOneDoesNotRegister_endsInitAndTheInvocationTriesAgain() {
        try (Stage stage = Stage.open(root, builder -> builder.initLimit(SHORT), "a", "b")) {
            CompletableFuture<Void> init = stage.beginInit();
            String firstId = stage.register("a", "SHUTDOWN");
            stage.next("a");
            ApiClient.Reply event = stage.event("a");
            assertThat(event.body()).contains("\"shutdownReason\":\"timeout\"");
            stage.kill("a");
            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.TIMEOUT);
            assertThat(stage.log.text()).contains("Phase: init\tStatus: timeout");

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("SHUTDOWN");
            stage.respond("{\"ok\":true}");
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"ok\":true}");
            assertThat(stage.id("a")).isNotEqualTo(firstId);
            assertThat(ApiClient.finish(stage.api.next(firstId)).errorType())
                    .isEqualTo("Extension.UnknownExtensionIdentifier");
        }
    }

    @Test
    void limit_withinAnInvocation_isTheFunctionsTimeout() {
        try (Stage stage = Stage.open(root, builder -> builder.initLimit(SHORT).timeout(SHORT), "a")) {
            ApiClient.finish(stage.beginInit());

            InvocationResult result = ApiClient.finish(stage.invoke("{}"));

            assertThat(result.functionError()).isEqualTo("Unhandled");
            assertThat(result.payloadText()).contains("\"errorType\":\"Sandbox.Timedout\"", result.requestId());
            assertThat(stage.log.text()).contains("Phase: invoke\tStatus: timeout");
        }
    }

    @Test
    void wrongName_withInvokeOnly_registersAndThenStallsInit() {
        try (Stage stage = Stage.open(root, builder -> builder.initLimit(Duration.ofSeconds(2)), "a")) {
            CompletableFuture<Void> init = stage.beginInit();
            assertThat(stage.api.register("a.sh", "INVOKE").status()).isEqualTo(200);

            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.TIMEOUT);
            assertThat(stage.log.count("[function] up")).isZero();
        }
    }

    @Test
    void initError_withoutExit_stallsToTheLimitAndIsKilled() {
        try (Stage stage = Stage.open(root, builder -> builder.initLimit(Duration.ofSeconds(2)), "a")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a");
            stage.api.error("init", stage.id("a"), "Extension.Broken");

            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().outcome()).isEqualTo(InitReport.Outcome.TIMEOUT);
            assertThat(stage.processState("a")).isEqualTo("gone");
        }
    }

    @Test
    void initError_andExit_failsInitUnderThatName() {
        try (Stage stage = Stage.open(root, "a", "b")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("b", "SHUTDOWN");
            stage.next("b");
            stage.register("a", "INVOKE", "SHUTDOWN");
            stage.api.error("init", stage.id("a"), "Extension.Broken");
            stage.kill("a");

            assertThat(stage.event("b").body()).contains("\"shutdownReason\":\"failure\"");
            stage.kill("b");
            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Extension.InitError");
            assertThat(stage.log.text()).contains("Error Type: Extension.Broken");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void exit_beforeRegister_failsInitAsACrash(int status) {
        Folders.extension(Folders.layer(root), "crash", "#!/bin/sh\nexit " + status + "\n");
        try (Stage stage = Stage.open(root)) {
            stage.lambda.init();

            InitReport report = stage.lambda.initReport();
            assertThat(report.outcome()).isEqualTo(InitReport.Outcome.ERROR);
            assertThat(report.errorType()).isEqualTo("Extension.Crash");
            assertThat(report.message()).isEqualTo(status == 0 ? "exit code 0" : "exit status 7");
        }
    }

    @Test
    void exit_betweenRegisterAndNext_failsInitAsACrash() {
        try (Stage stage = Stage.open(root, "a")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a", "SHUTDOWN");
            stage.kill("a");

            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Extension.Crash");
            assertThat(stage.lambda.initReport().message()).isEqualTo("signal: killed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo no shebang\n", "#!/no/such/shell\n", "#!/bin/sh\r\nexit\r\n", ""})
    void file_thatTheKernelWouldNotRun_failsInit(String text) {
        Folders.extension(Folders.layer(root), "broken", text);
        try (Stage stage = Stage.open(root, "a")) {
            stage.lambda.init();

            InitReport report = stage.lambda.initReport();
            assertThat(report.errorType()).isEqualTo("Extension.LaunchError");
            assertThat(stage.log.text()).contains("Name: broken\tState: LaunchError\tError Type: UnknownError");
            assertThat(report.extensions()).extracting("name").containsExactly("a", "broken");
            assertThat(ProcessHandle.of(report.extensions().get(0).processId())).isEmpty();
        }
    }

    @Test
    void file_thatIsNotExecutable_failsInit() throws Exception {
        Files.writeString(Folders.layer(root).resolve("extensions/.hidden"), "#!/bin/sh\n");
        try (Stage stage = Stage.open(root)) {
            stage.lambda.init();

            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Extension.LaunchError");
            assertThat(stage.log.text()).contains("Name: .hidden\tState: LaunchError\tError Type: PermissionDenied");
        }
    }

    @Test
    void folder_isSkippedAndALinkIsLaunched() throws Exception {
        Path extensions = Folders.layer(root).resolve("extensions");
        Files.createDirectory(extensions.resolve("folder"));
        Path target = Files.writeString(root.resolve("target"), "#!/bin/sh\necho linked \"$0\" $#\nexec sleep 1000\n");
        target.toFile().setExecutable(true);
        Files.createSymbolicLink(extensions.resolve("link"), target);
        try (Stage stage = Stage.open(root)) {
            stage.beginInit();

            stage.log.await("[link] linked " + extensions.resolve("link") + " 0");
            assertThat(stage.api.register("link", "SHUTDOWN").status()).isEqualTo(200);
            assertThat(stage.api.register("folder", "SHUTDOWN").errorType()).isEqualTo("Extension.InvalidEventType");
        }
    }

    @Test
    void eleventhFile_failsInit() {
        Path layer = Folders.layer(root);
        for (int i = 10; i <= 20; i++) {
            Folders.extension(layer, "x" + i, "#!/bin/sh\n" + Stage.UP + "\n");
        }
        try (Stage stage = Stage.open(root)) {
            stage.lambda.init();

            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Extension.LaunchError");
            assertThat(stage.log.text()).contains("Name: x20\tState: LaunchError\tError Type: TooManyExtensions");
            assertThat(stage.lambda.initReport().extensions())
                    .hasSize(10)
                    .allSatisfy(extension ->
                            assertThat(ProcessHandle.of(extension.processId())).isEmpty());
        }
    }

    @Test
    void runtime_thatExits_failsInit() {
        try (Stage stage = Stage.open(root, "a")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a");
            stage.awaitRuntime();
            stage.kill("function");

            ApiClient.finish(init);
            assertThat(stage.lambda.initReport().errorType()).isEqualTo("Runtime.ExitError");
            assertThat(stage.lambda.initReport().message()).isEqualTo("Runtime exited with error: signal: killed");
        }
    }
}
