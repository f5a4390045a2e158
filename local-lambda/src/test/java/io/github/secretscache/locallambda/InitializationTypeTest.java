package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.sandbox.InvocationResult;
import io.github.secretscache.locallambda.testing.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is different with SnapStart and on Managed Instances. */
@Timeout(120)
class InitializationTypeTest {

    private static final String RESTORE_NEXT = "/2018-06-01/runtime/restore/next";

    @TempDir
    Path root;

    private Stage open(String type) {
        return Stage.open(root, builder -> builder.initializationType(type), "a");
    }

    @Test
    void snapStart_restoresWithinTheFirstInvocation() {
        try (Stage stage = open("snap-start")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a", "INVOKE", "SHUTDOWN");
            stage.awaitRuntime();
            CompletableFuture<ApiClient.Reply> restore = stage.api.begin("GET", RESTORE_NEXT, "", Map.of());
            stage.next("a");
            ApiClient.finish(init);
            assertThat(restore).isNotDone();

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            assertThat(ApiClient.finish(restore).status()).isEqualTo(200);
            assertThat(stage.parked("a")).isTrue();
            stage.runtimeNext();
            stage.event("a");
            stage.respond("\"restored\"");
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("\"restored\"");
        }
    }

    @Test
    void snapStart_thatFailsToRestore_failsTheInvocation() {
        try (Stage stage = open("snap-start")) {
            CompletableFuture<Void> init = stage.beginInit();
            stage.register("a");
            stage.awaitRuntime();
            CompletableFuture<ApiClient.Reply> restore = stage.api.begin("GET", RESTORE_NEXT, "", Map.of());
            stage.next("a");
            ApiClient.finish(init);
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            ApiClient.finish(restore);

            ApiClient.Reply report = stage.api.runtime(
                    "restore/error",
                    "{\"errorMessage\":\"hook failed\"}",
                    Map.of("Lambda-Runtime-Function-Error-Type", "Runtime.Hook"));
            stage.kill("function");

            assertThat(report.status()).isEqualTo(202);
            assertThat(ApiClient.finish(result).payloadText()).isEqualTo("{\"errorMessage\":\"hook failed\"}");
        }
    }

    @Test
    void snapStart_givesCredentialsAgainstTheToken() throws Exception {
        try (Stage stage = open("snap-start")) {
            stage.beginInit();
            String environment = Files.readString(Path.of("/proc/" + stage.pid("a") + "/environ"));
            Map<String, String> seen = Arrays.stream(environment.split("\0"))
                    .map(entry -> entry.split("=", 2))
                    .collect(Collectors.toMap(entry -> entry[0], entry -> entry[1]));
            String path = seen.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
                    .substring(("http://" + stage.lambda.runtimeApi()).length());

            ApiClient.Reply reply = stage.api.call(
                    "GET", path, "", Map.of("Authorization", seen.get("AWS_CONTAINER_AUTHORIZATION_TOKEN")));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("\"AccessKeyId\":\"AKIDLOCALLAMBDA\"", "\"Token\":");
            String expiration = reply.body().replaceAll("(?s).*\"Expiration\":\"([^\"]*)\".*", "$1");
            assertThat(Instant.parse(expiration)).isAfter(Instant.now());
            assertThat(stage.api
                            .call("GET", path, "", Map.of("Authorization", "guess"))
                            .status())
                    .isEqualTo(404);
            assertThat(stage.api.call("GET", path, "", Map.of()).status()).isEqualTo(404);
        }
    }

    @Test
    void managedInstances_knowShutdownOnlyAndNeverFreeze() {
        try (Stage stage = open("lambda-managed-instances")) {
            CompletableFuture<Void> init = stage.beginInit();
            assertThat(stage.api.register("a", "INVOKE").message()).isEqualTo("INVOKE: ErrorInvalidEventType");
            assertThat(stage.api.register("internal", "INVOKE").message())
                    .isEqualTo("No events allowed for internal extensions");
            stage.becomeReady("SHUTDOWN");
            ApiClient.finish(init);

            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.respond("{}");
            ApiClient.finish(result);
            assertThat(stage.processState("a")).isEqualTo("S");
        }
    }

    @Test
    void managedInstances_afterACrash_areReplacedBeforeTheNextInvocation() {
        try (Stage stage = open("lambda-managed-instances").initialise("SHUTDOWN")) {
            CompletableFuture<InvocationResult> result = stage.invoke("{}");
            stage.invocation();
            stage.kill("a");
            assertThat(ApiClient.finish(result).payloadText()).contains("Extension.Crash");

            CompletableFuture<InvocationResult> again = stage.invoke("{}");
            stage.awaitExtensions();
            stage.becomeReady("SHUTDOWN");
            stage.respond("\"replaced\"");
            assertThat(ApiClient.finish(again).payloadText()).isEqualTo("\"replaced\"");
        }
    }

    @Test
    void managedInstances_thatCannotBeInitialised_failTheInvocation() {
        Folders.extension(Folders.layer(root), "crash", "#!/bin/sh\nexit 3\n");
        try (Stage stage = Stage.open(root, builder -> builder.initializationType("lambda-managed-instances"))) {
            stage.lambda.init();

            InvocationResult result = ApiClient.finish(stage.invoke("{}"));
            assertThat(result.payloadText()).contains("Extension.Crash", "exit status 3");
        }
    }
}
