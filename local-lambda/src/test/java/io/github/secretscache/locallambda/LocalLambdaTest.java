package io.github.secretscache.locallambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.locallambda.testing.Ports;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** What the builder refuses. Alone, because it counts this JVM's processes. */
@Isolated
@Timeout(60)
class LocalLambdaTest {

    private final LocalLambdaBuilder builder = LocalLambda.builder();

    @TempDir
    Path root;

    @Test
    void settings_thatCannotBe_areRefusedAtOnceAndByName() {
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> builder.layer(missing)).hasMessage("layer must be a folder: " + missing);
        assertThatThrownBy(() -> builder.function(missing)).hasMessage("function must be a folder: " + missing);
        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).hasMessage("timeout must be more than zero: PT0S");
        assertThatThrownBy(() -> builder.initLimit(Duration.ZERO)).hasMessageContaining("initLimit");
        assertThatThrownBy(() -> builder.shutdownBudget(Duration.ofSeconds(-1))).hasMessageContaining("shutdownBudget");
        assertThatThrownBy(() -> builder.memorySize(0)).hasMessageContaining("memorySize");
        assertThatThrownBy(() -> builder.invocationPort(65536)).hasMessageContaining("invocationPort");
    }

    @Test
    void start_withoutFunctionOrWithTwoWaysToRunIt_isRefused() {
        assertThatThrownBy(builder::start).hasMessage("function(folder) is required");
        builder.function(root);
        assertThatThrownBy(builder::start).hasMessageContaining("one of javaHandler");
        builder.javaHandler("a.B::c").runtimeCommand(List.of("true"));
        assertThatThrownBy(builder::start).hasMessageContaining("one of javaHandler");
    }

    @Test
    void start_onABusyPort_saysSoAndLeavesNothing() throws Exception {
        // What an earlier test has killed may still be on its way out.
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        try (ServerSocket busy = new ServerSocket(0)) {
            builder.function(root).runtimeCommand(List.of("true")).invocationPort(busy.getLocalPort());

            assertThatThrownBy(builder::start).hasMessageContaining("Port " + busy.getLocalPort());
        }
        assertThat(ProcessHandle.current().children()).isSubsetOf(before);
    }

    @Test
    void invocationPort_isTheOneThatWasAskedFor() throws Exception {
        int port = Ports.free();
        try (LocalLambda lambda = builder.function(root)
                .runtimeCommand(List.of("sleep", "1000"))
                .invocationPort(port)
                .open()) {
            assertThat(lambda.invocationUri())
                    .hasToString("http://127.0.0.1:" + port + "/2015-03-31/functions/function/invocations");
            assertThat(lambda.invocationUri().getAuthority()).isNotEqualTo(lambda.runtimeApi());
        }
    }

    @Test
    void runtime_thatIsNotThere_failsInit() {
        try (LocalLambda lambda = builder.function(root)
                .runtimeCommand(List.of("/no/such/runtime"))
                .start()) {
            assertThat(lambda.initReport().errorType()).isEqualTo("Runtime.ExitError");
        }
    }
}
