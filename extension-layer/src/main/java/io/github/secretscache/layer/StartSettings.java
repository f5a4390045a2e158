package io.github.secretscache.layer;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be known before {@code register}: from the environment alone.
 *
 * @param port the one port to listen on, or {@code null} for 8080 and, where it is free, 2773
 * @param portSource the variable that sets the port, or would set it
 * @param initialization how Lambda makes this environment
 * @param shutdownOnly whether only SHUTDOWN is asked for
 * @param startupTrace whether the steps of the start are logged
 * @param found the settings in force, for the start-up line
 */
record StartSettings(
        @Nullable Integer port,
        String portSource,
        Initialization initialization,
        boolean shutdownOnly,
        Level logLevel,
        boolean jsonLog,
        boolean startupTrace,
        List<SettingInForce> found) {
    private static final Level[] LEVELS = {Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR, Level.OFF};

    /** What matters here of {@code AWS_LAMBDA_INITIALIZATION_TYPE}. */
    enum Initialization {
        /** An environment that is frozen between invocations. */
        FREEZING,
        /** Initialised once, stored, and restored many times. */
        SNAP_START,
        /** Managed Instances: never frozen, many invocations at a time, no INVOKE events. */
        MANAGED_INSTANCES
    }

    static StartSettings read(Environment environment, Problems problems) {
        SettingsReader reader = new SettingsReader(environment, ConfigFile.absent(""), problems);
        Sourced<Long> port = reader.numberIfSet(Setting.PORT);
        if (port == null) {
            reader.keep(Setting.PORT.variable(), Setting.PORT.defaultText(), Sourced.DEFAULT);
        }
        Initialization initialization = initialization(environment);
        boolean managed = initialization == Initialization.MANAGED_INSTANCES;
        Sourced<Long> events = reader.number(Setting.EVENTS);
        if (!events.source().equals(Sourced.DEFAULT)) {
            if (environment.get(Environment.RUNTIME_API) == null) {
                problems.notice(events.source(), "has no effect: outside Lambda there are no events");
            } else if (managed && events.value() == 0) {
                problems.notice(events.source(), "has no effect: Managed Instances have no INVOKE events");
            }
        }
        return new StartSettings(
                port == null ? null : Math.toIntExact(port.value()),
                port == null ? Setting.PORT.variable() : port.source(),
                initialization,
                managed || events.value() == 1,
                LEVELS[Math.toIntExact(reader.number(Setting.LOG_LEVEL).value())],
                reader.number(Setting.LOG_FORMAT).value() == 1,
                reader.number(Setting.STARTUP_TRACE).value() == 1,
                reader.found());
    }

    private static Initialization initialization(Environment environment) {
        String type = "AWS_LAMBDA_INITIALIZATION_TYPE";
        if (environment.is(type, "snap-start")) {
            return Initialization.SNAP_START;
        }
        return environment.is(type, "lambda-managed-instances")
                ? Initialization.MANAGED_INSTANCES
                : Initialization.FREEZING;
    }
}
