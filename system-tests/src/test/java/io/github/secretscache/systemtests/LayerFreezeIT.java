package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.testing.ProcessState;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real extension, stopped as Lambda stops it. */
// Fetches within 2 s, so nothing else may start processes meanwhile.
@Isolated
class LayerFreezeIT extends LayerFixture {
    private static final String SECOND = "{\"username\":\"anika_clone\",\"password\":\"kV7#pQ2x!tL\"}";

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"HANG", "DELAY"})
    void freeze_inTheMiddleOfARefresh_delaysNoReadAfterIt(Fault.Kind kind) {
        Duration requestTimeout = Duration.ofSeconds(2);
        environment.put("CACHE_TIMEOUT", "0.02");
        environment.put("SECRETS_CACHE_STALE_WHILE_REVALIDATE", "0");
        environment.put("SECRETS_CACHE_STALE_IF_ERROR", "0");
        environment.put("SECRETS_CACHE_REQUEST_TIMEOUT", requestTimeout.toSeconds() + "s");
        try (LocalLambda lambda = start(example().freezeBetweenInvocations(false))) {
            long pid = extension(lambda).pid();
            // The delayed answer is sent into the freeze, the other one never.
            secretsManager.inject(new Fault(kind, null, null, 1, Duration.ofMillis(300)));
            CompletableFuture<HttpResponse<String>> cut = awaitRefresh();

            lambda.freeze();
            await(() -> ProcessState.of(pid).equals("T"));
            pass(Duration.ofSeconds(1));
            secretsManager.putSecretValue("secret_now", SECOND);
            pass(requestTimeout);
            lambda.thaw();

            long thawed = System.nanoTime();
            HttpResponse<String> after = finish(read());
            Duration took = Duration.ofNanos(System.nanoTime() - thawed);
            assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
            assertThat(after.body()).isEqualTo(SECOND);
            assertThat(took).isLessThan(requestTimeout);
            // Whether the one in the middle still got a value or was told to come again: it was told at once.
            assertThat(finish(cut).statusCode()).isIn(200, 502, 503, 504);
        }
    }

    /** Reads until that leads to a second fetch; the read that did it still waits. */
    private CompletableFuture<HttpResponse<String>> awaitRefresh() {
        while (true) {
            CompletableFuture<HttpResponse<String>> read = read();
            await(() -> read.isDone() || secretsManager.calls().reads("secret_now") > 1);
            if (!read.isDone()) {
                return read;
            }
        }
    }

    /** Other processes cannot be told that time has passed. */
    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        await(() -> System.nanoTime() - end >= 0);
    }
}
