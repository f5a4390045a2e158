package io.github.secretscache.layer.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.layer.config.StartSettings.Initialization;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartSettingsTest {
    private final Problems problems = new Problems();
    private final Map<String, String> environment = new HashMap<>(Map.of("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"));

    @Test
    void read_nothingSet_givesDefaults() {
        StartSettings start = read();

        assertThat(start.port()).isNull();
        assertThat(start.portSource()).isEqualTo("SECRETS_CACHE_PORT");
        assertThat(start.life().initialization()).isEqualTo(Initialization.FREEZING);
        assertThat(start.life().shutdownOnly()).isFalse();
        assertThat(start.log().level()).isEqualTo(Level.INFO);
        assertThat(start.log().asJson()).isFalse();
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void port_oursOverAws() {
        environment.put("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "4000");
        assertThat(read().port().value()).isEqualTo(4000);
        assertThat(read().portSource()).isEqualTo("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT");
        environment.put("SECRETS_CACHE_PORT", "5000");
        assertThat(read().port().value()).isEqualTo(5000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "http", "80.5", "-1"})
    void port_outOfRange_isAProblem(String port) {
        environment.put("SECRETS_CACHE_PORT", port);

        assertThat(read().port()).isNull();
        assertThat(problems.lines())
                .containsExactly("SECRETS_CACHE_PORT: read \"" + port + "\", expected a whole number, from 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"SHUTDOWN, true", "shutdown, true", "INVOKE, false"})
    void events_chooseWhatIsAskedFor(String events, boolean shutdownOnly) {
        environment.put("SECRETS_CACHE_EVENTS", events);

        assertThat(read().life().shutdownOnly()).isEqualTo(shutdownOnly);
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void events_anythingElse_isAProblem() {
        environment.put("SECRETS_CACHE_EVENTS", "ALL");

        read();

        assertThat(problems.lines()).containsExactly("SECRETS_CACHE_EVENTS: read \"ALL\", expected INVOKE or SHUTDOWN");
    }

    @Test
    void events_outsideLambda_haveNoEffectAndThatIsSaid() {
        environment.remove("AWS_LAMBDA_RUNTIME_API");
        environment.put("SECRETS_CACHE_EVENTS", "SHUTDOWN");

        read();

        assertThat(problems.notices())
                .containsExactly("SECRETS_CACHE_EVENTS: has no effect: outside Lambda there are no events");
    }

    @Test
    void managedInstances_haveShutdownOnly_whateverIsAskedFor() {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "lambda-managed-instances");
        environment.put("SECRETS_CACHE_EVENTS", "INVOKE");

        StartSettings start = read();

        assertThat(start.life().initialization()).isEqualTo(Initialization.MANAGED_INSTANCES);
        assertThat(start.life().shutdownOnly()).isTrue();
        assertThat(problems.notices())
                .containsExactly("SECRETS_CACHE_EVENTS: has no effect: Managed Instances have no INVOKE events");
    }

    @ParameterizedTest
    @CsvSource({
        "snap-start, SNAP_START",
        "on-demand, FREEZING",
        "provisioned-concurrency, FREEZING",
        "something-new, FREEZING"
    })
    void initializationType_isRead(String type, Initialization initialization) {
        environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", type);

        assertThat(read().life().initialization()).isEqualTo(initialization);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, DEBUG", "warn, WARNING", "ERROR, ERROR", "NONE, OFF"})
    void logLevel_oursOverAws(String text, Level level) {
        environment.put("PARAMETERS_SECRETS_EXTENSION_LOG_LEVEL", text);
        assertThat(read().log().level()).isEqualTo(level);
        environment.put("SECRETS_CACHE_LOG_LEVEL", "INFO");
        assertThat(read().log().level()).isEqualTo(Level.INFO);
    }

    @Test
    void logFormat_json() {
        environment.put("SECRETS_CACHE_LOG_FORMAT", "JSON");

        assertThat(read().log().asJson()).isTrue();
    }

    private StartSettings read() {
        return StartSettings.read(new Environment(environment), problems);
    }
}
