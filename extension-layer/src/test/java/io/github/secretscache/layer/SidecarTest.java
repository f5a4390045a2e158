package io.github.secretscache.layer;

import static io.github.secretscache.core.testing.OwnThreads.OWN_THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.Environment;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life outside Lambda, in the process of the test. */
class SidecarTest extends ExtensionFixture {
    private static final Map<String, String> TOKEN = Map.of("X-Aws-Parameters-Secrets-Token", "hunter2hunter2hunter2");

    private final Ending ending = new Ending();

    @BeforeEach
    void leaveLambda() {
        environment.remove("AWS_LAMBDA_RUNTIME_API");
        environment.put("SECRETS_CACHE_TOKEN", "hunter2hunter2hunter2");
    }

    @Test
    void life_fetchesListedSecrets_servesThemForTheToken_andEndsOnASignal() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startSidecar();
        awaitServing();

        assertThat(get("/cache/a", TOKEN)).isEqualTo("200 value of a");
        assertThat(get("/cache/a")).as("a listed secret, too, needs the token").startsWith("403 ");
        assertThat(get("/ping")).isEqualTo("200 healthy");
        assertThat(get("/status", TOKEN))
                .contains("{\"name\":\"server.requireToken\",\"value\":\"true\",\"origin\":\"sidecar\"}");

        assertThat(ending.signalled()).isEqualTo(ExitStatus.OK);
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
        assertThat(source.isClosed()).isTrue();
        assertThat(log())
                .contains("INFO started as a sidecar; ports " + port
                        + "; 1 listed secrets: a; every read needs the token" + " (SECRETS_CACHE_TOKEN);")
                .contains("WARN a request was refused (token-refused, path '/cache/a'): ")
                .contains("\"Dimensions\":[[\"Source\"]]", "\"ShutdownReason\":\"signal\"")
                .doesNotContain("hunter2hunter2hunter2")
                .hasLineCount(3);
    }

    @Test
    void refresh_isDrivenByTheClock() throws Exception {
        list("a");
        CompletableFuture<Integer> status = startSidecar();
        awaitServing();
        while (source.calls() == 0) {
            LockSupport.parkNanos(2_000_000);
        }
        source.gate().close();

        clock.advance(Duration.ofMinutes(11));

        source.gate().awaitHeld(1);
        source.gate().open();
        assertThat(ending.signalled()).isEqualTo(ExitStatus.OK);
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
    }

    @Test
    void signal_requestInFlight_isAnswered() throws Exception {
        source.put("slow", "s");
        CompletableFuture<Integer> status = startSidecar();
        awaitServing();
        source.gate().close();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> get("/cache/slow", TOKEN), OWN_THREAD);
        source.gate().awaitHeld(1);

        CompletableFuture<Integer> end = CompletableFuture.supplyAsync(ending::signalled, OWN_THREAD);
        awaitRefusedConnections();
        source.gate().open();

        assertThat(read.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("200 s");
        assertThat(join(end)).isEqualTo(ExitStatus.OK);
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
        assertThat(halts).as("the guard was not needed").isEmpty();
    }

    @Test
    void noToken_isOneLine() throws Exception {
        environment.remove("SECRETS_CACHE_TOKEN");

        assertThat(join(startSidecar())).isEqualTo(ExitStatus.INVALID);
        assertThat(log())
                .isEqualTo("[secrets-cache] ERROR SECRETS_CACHE_TOKEN: not set, nor is one of AWS_TOKEN,"
                        + " AWS_SESSION_TOKEN, AWS_CONTAINER_AUTHORIZATION_TOKEN, expected a token, because every process"
                        + " of this machine can connect to a sidecar; set it to a long random text, or to file:// and the"
                        + " path of a file that holds one, for the readers too\n");
    }

    @Test
    void tokenNotRequired_saysThatItHasNoEffect() throws Exception {
        config("server: { requireToken: false }");
        CompletableFuture<Integer> status = startSidecar();

        awaitServing();
        assertThat(ending.signalled()).isEqualTo(ExitStatus.OK);
        assertThat(join(status)).isEqualTo(ExitStatus.OK);
        assertThat(log())
                .contains("WARN " + folder.resolve("config.yaml")
                        + ":1:25: has no effect: every read of a sidecar needs the token\n");
    }

    @Test
    void everyProblem_isALine() throws Exception {
        environment.put("CACHE_TIMEOUT", "abc");
        environment.put("SECRETS_CACHE_PORT", "eighty");
        environment.put("SECRETS_CACHE_TOKEN", "file:///no/such/token");

        assertThat(join(startSidecar())).isEqualTo(ExitStatus.INVALID);
        assertThat(log())
                .hasLineCount(3)
                .contains("ERROR CACHE_TIMEOUT: ", "ERROR SECRETS_CACHE_PORT: ", "ERROR SECRETS_CACHE_TOKEN: ");
    }

    @Test
    void requiredSecretThatCannotBeFetched_isAFailureThatMayPass() throws Exception {
        config("SecretManagers: [{ secrets: [{ name: gone, required: true }] }]");

        CompletableFuture<Integer> status = startSidecar();

        assertThat(join(status)).isEqualTo(ExitStatus.FAILED);
        assertThat(ending.signalled()).as("what the JVM's shutdown ends with").isEqualTo(ExitStatus.FAILED);
        assertThat(log()).contains("ERROR secret gone is required and could not be fetched: ");
    }

    @Test
    void signal_whileARequiredSecretIsBeingFetched_endsWithStatusZero_andIsNoFailure() throws Exception {
        source.put("must", "x");
        source.gate().close();
        config("SecretManagers: [{ secrets: [{ name: must, required: true }] }]");
        CompletableFuture<Integer> status = startSidecar();
        source.gate().awaitHeld(1);

        assertThat(ending.signalled()).isEqualTo(ExitStatus.OK);

        assertThat(join(status)).isEqualTo(ExitStatus.OK);
        assertThat(log()).doesNotContain("ERROR", "WARN");
    }

    @Test
    void signal_beforeAnythingIsServed_endsWithStatusZero() throws Exception {
        assertThat(ending.signalled()).isEqualTo(ExitStatus.OK);

        environment.put("CACHE_TIMEOUT", "abc");
        assertThat(join(startSidecar())).isEqualTo(ExitStatus.OK);
        assertThat(log()).as("the signal was first").isEmpty();
    }

    @Test
    void halfALambda_isNotTakenForASidecar() throws Exception {
        environment.put("AWS_LAMBDA_FUNCTION_NAME", "f");

        assertThat(join(startSidecar())).isEqualTo(ExitStatus.INVALID);
        assertThat(log())
                .isEqualTo("[secrets-cache] ERROR AWS_LAMBDA_RUNTIME_API: not set, although AWS_LAMBDA_FUNCTION_NAME is"
                        + " \"f\", expected both inside Lambda and neither for a sidecar\n");
    }

    @Test
    void unexpectedFailure_isOneLine() throws Exception {
        Startup startup = new Startup(new Environment(environment), clock, settings -> {
            throw new IllegalStateException("why");
        });

        Sidecar sidecar = new Sidecar(startup, new HaltGuard(halts::add), ending);

        assertThat(sidecar.run()).isEqualTo(ExitStatus.FAILED);
        assertThat(log()).contains("ERROR unexpected failure (java.lang.IllegalStateException: why)\n");
    }

    private CompletableFuture<Integer> startSidecar() {
        Startup startup = new Startup(new Environment(environment), clock, settings -> source);
        Sidecar sidecar = new Sidecar(startup, new HaltGuard(halts::add), ending);
        return CompletableFuture.supplyAsync(sidecar::run, OWN_THREAD);
    }

    /** Waits until the sidecar serves. */
    private void awaitServing() {
        while (!log().contains("INFO started as a sidecar")) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(get("/ping")).isEqualTo("200 healthy");
    }

    /** Waits until the ports are given up: what was accepted before is in flight, and is being drained. */
    private void awaitRefusedConnections() {
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream().write("GET /ping HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            } catch (java.io.IOException refused) {
                return;
            }
        }
    }
}
