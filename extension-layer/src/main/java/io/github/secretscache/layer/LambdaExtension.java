package io.github.secretscache.layer;

import io.github.secretscache.extension.api.EventType;
import io.github.secretscache.extension.api.ExtensionsApiClient;
import io.github.secretscache.extension.api.ExtensionsApiException;
import io.github.secretscache.extension.api.Registration;
import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.StartSettings;
import io.github.secretscache.layer.log.LogSink;
import java.util.EnumSet;
import java.util.Set;

/**
 * The life of the extension, in the order that matters: ports, {@code register}, {@code config.yaml}, warm-up, events,
 * shutdown. Lambda starts the function as soon as every extension has registered, so the ports come before that, and
 * everything that can wait comes after.
 */
final class LambdaExtension {
    private final String name;
    private final Startup startup;
    private final HaltGuard guard;

    LambdaExtension(String name, Startup startup, HaltGuard guard) {
        this.name = name;
        this.startup = startup;
        this.guard = guard;
    }

    /** {@return the exit status; if it is not {@link ExitStatus#OK}, the reason has been logged} */
    int run() {
        StartSettings start = startup.bind();
        ExtensionsApiClient api;
        try {
            api = ExtensionsApiClient.create(startup.environment().runtimeApi());
        } catch (IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
        LambdaSession session = new LambdaSession(api, guard);
        try {
            Registration registration = session.register(name, events(start));
            startup.trace().done("registered");
            return live(start, registration, session);
        } catch (ExtensionsApiException | IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
    }

    private int live(StartSettings start, Registration registration, LambdaSession session) {
        try {
            String events = start.life().shutdownOnly() ? " without INVOKE events" : " with INVOKE events";
            Configuration configuration = startup.configure(start, Access::inLambda);
            RunningServer server = startup.serve(configuration, "for " + registration.functionName() + events);
            MetricsLog metrics = configuration.metricsLog(server, registration.functionName(), startup.clock());
            Warmup warmup = new Warmup(server.cache(), configuration.settings(), startup.clock());
            if (start.isSnapshot()) {
                warmup.beforeSnapshot();
            } else {
                warmup.duringInit();
                startup.trace().done("listed secrets fetched, or waited for long enough");
            }
            Refresher refresher = new Refresher(warmup::dueBy, metrics::ifDue, startup.clock());
            if (start.life().shutdownOnly() && !start.isSnapshot()) {
                refresher.schedule(configuration.settings().get(Setting.REQUEST_TIMEOUT));
            }
            ShutdownSequence shutdown = new ShutdownSequence(server, metrics, startup.clock(), guard);
            if (start.log().startupTrace()) {
                startup.trace().log();
            }
            new EventLoop(session, refresher::onInvoke, shutdown::run).run();
            return ExitStatus.OK;
        } catch (StartFailure e) {
            LogSink.fatal(e.lines());
            session.report(e.errorType(), e.getMessage());
            return e.exitStatus();
        } catch (ExtensionsApiException e) {
            LogSink.fatal("the line to Lambda broke: " + e.getMessage(), null);
            session.report("Extension.NextFailed", e.getMessage());
        } catch (RuntimeException | Error e) {
            // The log belongs to the user. Lambda's error reports go further, so they get only the kind.
            LogSink.fatal("unexpected failure", e);
            session.report("Extension.Failed", e.getClass().getName());
        }
        return ExitStatus.FAILED;
    }

    private static Set<EventType> events(StartSettings start) {
        return start.life().shutdownOnly() ? EnumSet.of(EventType.SHUTDOWN) : EnumSet.allOf(EventType.class);
    }

    private int failBeforeRegister(RuntimeException cause) {
        LogSink.fatal(startup.problems());
        LogSink.fatal(
                Environment.RUNTIME_API + " is "
                        + Problems.quoted(startup.environment().runtimeApi()) + ": " + cause.getMessage(),
                null);
        return ExitStatus.FAILED;
    }
}
