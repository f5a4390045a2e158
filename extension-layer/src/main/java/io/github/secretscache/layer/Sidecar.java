package io.github.secretscache.layer;

import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.StartSettings;
import io.github.secretscache.layer.log.LogSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The life outside Lambda: serves from the start of the process until a signal ends it, and refreshes by the clock. */
final class Sidecar {
    /** Less than 10 s, the shortest time that a common supervisor leaves between SIGTERM and SIGKILL. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(9);

    private final Startup startup;
    private final HaltGuard guard;
    private final Ending ending;
    private final CountDownLatch ended = new CountDownLatch(1);

    Sidecar(Startup startup, HaltGuard guard, Ending ending) {
        this.startup = startup;
        this.guard = guard;
        this.ending = ending;
    }

    /** {@return the exit status; if it is not {@link ExitStatus#OK}, the reason has been logged} */
    int run() {
        try {
            live();
        } catch (StartFailure e) {
            if (ending.failed(e.exitStatus())) {
                LogSink.fatal(e.lines());
            }
        } catch (RuntimeException | Error e) {
            if (ending.failed(ExitStatus.FAILED)) {
                LogSink.fatal("unexpected failure", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending.failed(ExitStatus.FAILED);
        }
        return ending.decided();
    }

    private void live() throws StartFailure, InterruptedException {
        String halfOfLambda = startup.environment().halfOfLambda();
        if (halfOfLambda != null) {
            throw StartFailure.configInvalid(List.of(halfOfLambda));
        }
        StartSettings start = startup.bind();
        Configuration configuration = startup.configure(start, Access::inSidecar);
        RunningServer server = startup.serve(configuration, "as a sidecar");
        MetricsLog metrics = configuration.metricsLog(server, null, startup.clock());
        ShutdownSequence shutdown = new ShutdownSequence(server, metrics, startup.clock(), guard);
        ending.onSignal(() -> {
            shutdown.run(SHUTDOWN_LIMIT, "signal");
            ended.countDown();
        });
        Warmup warmup = new Warmup(server.cache(), configuration.settings(), startup.clock());
        warmup.duringInit();
        startup.trace().done("listed secrets fetched, or waited for long enough");
        if (start.log().startupTrace()) {
            startup.trace().log();
        }
        new Refresher(warmup::dueBy, metrics::ifDue, startup.clock())
                .schedule(configuration.settings().get(Setting.REQUEST_TIMEOUT));
        ended.await();
    }
}
