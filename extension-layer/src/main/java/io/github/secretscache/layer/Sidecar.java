package io.github.secretscache.layer;

import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.StartSettings;
import io.github.secretscache.layer.log.LogSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The life outside Lambda: serves from the start of the process until a signal ends it, and refreshes by the clock. */
final class Sidecar {
    /** Less than the 10 s that the most impatient of the usual supervisors gives between SIGTERM and SIGKILL. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(9);

    private final Startup startup;
    private final HaltGuard guard;
    private final Consumer<IntSupplier> onSignal;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status = ExitStatus.OK;

    /** @param onSignal takes what has to be done when the process is told to end; that returns the exit status */
    Sidecar(Startup startup, HaltGuard guard, Consumer<IntSupplier> onSignal) {
        this.startup = startup;
        this.guard = guard;
        this.onSignal = onSignal;
    }

    /** {@return the exit status; why it is not {@link ExitStatus#OK} has been said} */
    int run() {
        try {
            live();
        } catch (StartFailure e) {
            LogSink.fatal(e.lines());
            status = e.exitStatus();
        } catch (RuntimeException | Error e) {
            LogSink.fatal("unexpected failure", e);
            status = ExitStatus.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            status = ExitStatus.FAILED;
        }
        return status;
    }

    private void live() throws StartFailure, InterruptedException {
        String halfOfLambda = startup.environment().halfOfLambda();
        if (halfOfLambda != null) {
            throw StartFailure.configInvalid(List.of(halfOfLambda));
        }
        StartSettings start = startup.bind();
        Configuration configuration = startup.configure(start, Access::inSidecar);
        RunningServer server = startup.serve(configuration, "as a sidecar");
        ShutdownSequence shutdown = new ShutdownSequence(server, null, startup.clock(), guard);
        onSignal.accept(() -> end(shutdown));
        Warmup warmup = new Warmup(server.cache(), configuration.settings());
        warmup.duringInit();
        startup.trace().done("listed secrets fetched, or waited for long enough");
        if (start.log().startupTrace()) {
            startup.trace().log();
        }
        new Refresher(warmup::dueBy, startup.clock())
                .schedule(configuration.settings().get(Setting.REQUEST_TIMEOUT));
        ended.await();
    }

    /** Runs in the JVM's shutdown, which a failed start begins as well: then there is nothing to drain. */
    private int end(ShutdownSequence shutdown) {
        if (status == ExitStatus.OK) {
            shutdown.run(SHUTDOWN_LIMIT, "signal");
        }
        ended.countDown();
        return status;
    }
}
