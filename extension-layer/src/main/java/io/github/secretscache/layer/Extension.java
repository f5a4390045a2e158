package io.github.secretscache.layer;

import io.github.secretscache.extension.api.EventType;
import io.github.secretscache.extension.api.ExtensionsApiClient;
import io.github.secretscache.extension.api.ExtensionsApiException;
import io.github.secretscache.extension.api.Registration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The life of the extension, in the order that matters: ports, {@code register}, {@code config.yaml}, warm-up, events,
 * shutdown. Lambda starts the function as soon as every extension has registered, so the ports come before that and
 * whatever can wait comes after.
 */
final class Extension {
    private final String name;
    private final Startup startup;
    private final HaltGuard guard;

    Extension(String name, Startup startup, HaltGuard guard) {
        this.name = name;
        this.startup = startup;
        this.guard = guard;
    }

    /** {@return the exit status; why it is not {@link ExitStatus#OK} has been said} */
    int run() {
        StartSettings start = startup.bind();
        ExtensionsApiClient api;
        try {
            api = ExtensionsApiClient.create(startup.environment().runtimeApi());
        } catch (IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
        Lifeline lifeline = new Lifeline(api, guard);
        try {
            Registration registration = lifeline.register(name, events(start));
            startup.trace().done("registered");
            return live(start, registration, lifeline);
        } catch (ExtensionsApiException | IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
    }

    private int live(StartSettings start, Registration registration, Lifeline lifeline) {
        try {
            String events = start.shutdownOnly() ? " without INVOKE events" : " with INVOKE events";
            Serving serving = startup.serve(start, "for " + registration.functionName() + events, Access::inLambda);
            Warmup warmup = new Warmup(serving.cache(), serving.settings());
            if (start.initialization() != StartSettings.Initialization.SNAP_START) {
                warmup.duringInit();
                startup.trace().done("listed secrets fetched, or waited for long enough");
            }
            Refresher refresher = new Refresher(serving.cache(), warmup, startup.clock());
            if (start.shutdownOnly() && start.initialization() != StartSettings.Initialization.SNAP_START) {
                refresher.schedule(serving.settings().requestTimeout());
            }
            ShutdownSequence shutdown =
                    new ShutdownSequence(serving, registration.functionName(), startup.clock(), guard);
            if (start.startupTrace()) {
                startup.trace().log();
            }
            new EventLoop(lifeline, refresher, shutdown).run();
            return ExitStatus.OK;
        } catch (StartFailure e) {
            LogSink.fatal(e.lines());
            lifeline.report(e.errorType(), e.getMessage());
            return e.exitStatus();
        } catch (ExtensionsApiException e) {
            LogSink.fatal("the line to Lambda broke: " + e.getMessage(), null);
            lifeline.report("Extension.NextFailed", e.getMessage());
        } catch (RuntimeException | Error e) {
            // The log is the user's; Lambda, whose error reports go further, gets the kind alone.
            LogSink.fatal("unexpected failure", e);
            lifeline.report("Extension.Failed", e.getClass().getName());
        }
        return ExitStatus.FAILED;
    }

    private static Set<EventType> events(StartSettings start) {
        return start.shutdownOnly() ? EnumSet.of(EventType.SHUTDOWN) : EnumSet.allOf(EventType.class);
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
