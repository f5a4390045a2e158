package io.github.secretscache.layer.config;

import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings that must be known before {@code register}; they come only from the environment.
 *
 * @param port the one port to listen on, and what sets it; {@code null} for 8080 and, where it is free, 2773
 * @param life how Lambda makes and drives this environment
 * @param log what is logged
 * @param effective the settings in force, for the start-up line
 */
public record StartSettings(
        @Nullable ConfigValue<Integer> port, Life life, Logging log, List<EffectiveSetting> effective) {

    /** The relevant values of {@code AWS_LAMBDA_INITIALIZATION_TYPE}. */
    public enum Initialization {
        /** An environment that is frozen between invocations. */
        FREEZING,
        /** Initialised once, stored, and restored many times. */
        SNAP_START,
        /** Managed Instances: never frozen, many invocations at a time, no INVOKE events. */
        MANAGED_INSTANCES
    }

    /**
     * How Lambda makes and drives this environment.
     *
     * @param initialization how it is made
     * @param shutdownOnly whether the extension registers for SHUTDOWN only
     */
    public record Life(Initialization initialization, boolean shutdownOnly) {}

    /**
     * What is logged, and how.
     *
     * @param level of the lines
     * @param asJson whether each is a JSON object
     * @param startupTrace whether the steps of the start are logged
     */
    public record Logging(Level level, boolean asJson, boolean startupTrace) {}

    /** {@return the settings from the environment; valid only if there are no problems} */
    public static StartSettings read(Environment environment, Problems problems) {
        SettingsLookup lookup = new SettingsLookup(environment, ConfigFile.absent(""), problems);
        ConfigValue<Integer> port = lookup.valueIfSet(Setting.PORT);
        if (port == null) {
            lookup.keep(Setting.PORT.name(), Setting.PORT.defaultText(), ConfigValue.DEFAULT);
        }
        Life life = life(environment, lookup.value(Setting.EVENTS), problems);
        Logging log = new Logging(
                lookup.value(Setting.LOG_LEVEL).value(),
                lookup.value(Setting.LOG_AS_JSON).value(),
                lookup.value(Setting.STARTUP_TRACE).value());
        return new StartSettings(port, life, log, lookup.found());
    }

    private static Life life(Environment environment, ConfigValue<Setting.Events> events, Problems problems) {
        Initialization initialization = initialization(environment);
        boolean managed = initialization == Initialization.MANAGED_INSTANCES;
        if (!events.isDefault() && !environment.isLambda()) {
            problems.notice(events.source(), "has no effect: outside Lambda there are no events");
        } else if (!events.isDefault() && managed && events.value() == Setting.Events.INVOKE) {
            problems.notice(events.source(), "has no effect: Managed Instances have no INVOKE events");
        }
        return new Life(initialization, managed || events.value() == Setting.Events.SHUTDOWN);
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

    /** {@return the variable that sets the port, or would set it} */
    public String portSource() {
        return port == null ? Setting.PORT.variable() : port.source();
    }

    /**
     * {@return whether the environment is stored in a snapshot before the first invocation, and must hold no secret
     * then}
     */
    public boolean isSnapshot() {
        return life.initialization() == Initialization.SNAP_START;
    }
}
