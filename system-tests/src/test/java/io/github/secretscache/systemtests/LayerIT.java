package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.testing.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The real extension with the AWS SDK over HTTPS, and a real function beside it. */
class LayerIT extends LayerFixture {
    @Test
    void life_ofAFunctionThatReadsInItsStaticInitialiser_isOrderly() {
        try (LocalLambda lambda = start(
                builder().function(Folders.testClasses()).javaHandler(EagerHandler.class.getName() + "::handle"))) {
            ProcessHandle extension = extension(lambda);

            assertThat(invoke(lambda).payloadText()).contains("anika");
            lambda.shutdown("spindown");

            finish(extension.onExit());
            assertThat(secretsManager.calls().reads("secret_now")).isEqualTo(1);
            assertThat(log.text()).contains("\"Hits\"").doesNotContain("did not exit in time");
        }
    }

    @Test
    void snapStart_keepsSecretsOutOfTheSnapshot_andUsesTheContainersCredentials() {
        try (LocalLambda lambda = start(example().initializationType("snap-start"))) {
            assertThat(secretsManager.calls().total()).isZero();

            assertThat(invoke(lambda).payloadText()).contains("\"username\"");
            assertThat(secretsManager.calls().reads("secret_now")).isEqualTo(1);
        }
    }

    @Test
    void coldBurst_onHundredsOfConnections_isOneCall() {
        environment.put("SECRETS_CACHE_MAX_CONNECTIONS", "800");
        try (LocalLambda lambda =
                start(example().initializationType("snap-start").freezeBetweenInvocations(false))) {
            secretsManager.inject(Fault.delay(Duration.ofSeconds(1)));

            List<CompletableFuture<HttpResponse<String>>> reads =
                    Stream.generate(this::read).limit(750).toList();

            assertThat(reads).allSatisfy(read -> {
                assertThat(finish(read).statusCode()).isEqualTo(200);
                assertThat(finish(read).body()).isEqualTo(FIRST);
            });
            assertThat(secretsManager.calls().total()).isEqualTo(1);
            assertThat(invoke(lambda).functionError()).isNull();
            assertThat(secretsManager.calls().total()).isEqualTo(1);
        }
    }

    @Test
    void managedInstances_refreshByTheClock() {
        environment.put("CACHE_TIMEOUT", "0.02");
        try (LocalLambda lambda = start(example().initializationType("lambda-managed-instances"))) {
            assertThat(log.text()).contains("Name: secrets-cache\tState: Ready\tEvents: [SHUTDOWN]");

            await(() -> secretsManager.calls().reads("secret_now") >= 3);
            assertThat(invoke(lambda).functionError()).isNull();
        }
    }

    @Test
    void crash_ofTheExtension_isFollowedByANewOne() {
        try (LocalLambda lambda = start(example())) {
            ProcessHandle first = extension(lambda);
            first.destroyForcibly();
            log.await("Name: secrets-cache\tState: Ready\tError Type: Extension.Crash");

            assertThat(invoke(lambda).payloadText()).contains("\"errorType\":\"Extension.Crash\"");
            assertThat(invoke(lambda).payloadText()).contains("\"username\"");
            assertThat(extension(lambda).pid()).isNotEqualTo(first.pid());
        }
    }

    @Test
    void config_withEnDashes_failsInitAndEveryInvocation() throws IOException {
        config("SecretManagers:\n  \u2013 secrets:\n      \u2013 secret_now\n");
        try (LocalLambda lambda = example().start()) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Extension.InitError");
            assertThat(log.text()).contains("config.yaml:2:3: read an en dash", "Error Type: Extension.ConfigInvalid");

            assertThat(invoke(lambda).payloadText()).contains("\"errorType\":\"Extension.InitError\"");
        }
    }

    @Test
    void busyPort_failsInitAndIsNamed() throws IOException {
        try (ServerSocket holder = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                LocalLambda lambda = example().start()) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Extension.InitError");
            assertThat(log.text()).contains("SECRETS_CACHE_PORT", "port " + holder.getLocalPort());
        }
    }
}
