package io.github.secretscache.layer;

import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.extension.api.EventType;
import io.github.secretscache.extension.api.ExtensionsApiClient;
import io.github.secretscache.extension.api.ExtensionsApiException;
import io.github.secretscache.extension.api.Registration;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.PortUnavailableException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The life of the extension, in the order that matters: ports, {@code register}, {@code config.yaml}, warm-up, events,
 * shutdown. Lambda starts the function as soon as every extension has registered, so the ports come before that and
 * whatever can wait comes after.
 */
final class Extension {
    private static final int NATIVE_PORT = 8080;
    private static final int AWS_PORT = 2773;

    private final String name;
    private final Environment environment;
    private final InstantSource clock;
    private final HaltGuard guard;
    private final Function<Settings, SecretSource> source;
    private final Problems problems = new Problems();

    Extension(
            String name,
            Environment environment,
            InstantSource clock,
            HaltGuard guard,
            Function<Settings, SecretSource> source) {
        this.name = name;
        this.environment = environment;
        this.clock = clock;
        this.guard = guard;
        this.source = source;
    }

    /** {@return the exit status; why it is not {@link ExitStatus#OK} has been said} */
    int run() {
        StartSettings start = StartSettings.read(environment, problems);
        LogSink.configure(start.logLevel(), start.jsonLog(), clock);
        HttpFrontend frontend = bind(start);
        ExtensionsApiClient api;
        try {
            api = ExtensionsApiClient.create(environment.runtimeApi());
        } catch (IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
        Lifeline lifeline = new Lifeline(api, guard);
        try {
            Registration registration = lifeline.register(name, events(start));
            return live(start, frontend, registration, lifeline);
        } catch (ExtensionsApiException | IllegalArgumentException e) {
            return failBeforeRegister(e);
        }
    }

    private int live(
            StartSettings start, @Nullable HttpFrontend frontend, Registration registration, Lifeline lifeline) {
        try {
            Settings settings = settings();
            if (frontend == null || !problems.isEmpty()) {
                throw StartFailure.configInvalid(problems.lines());
            }
            SecretsCache cache = cache(settings);
            frontend.serve(cache);
            StartLine.log(registration, start, settings, frontend);
            Warmup warmup = new Warmup(cache, settings);
            if (start.initialization() != StartSettings.Initialization.SNAP_START) {
                warmup.duringInit();
            }
            Refresher refresher = new Refresher(cache, warmup, clock);
            if (start.shutdownOnly() && start.initialization() != StartSettings.Initialization.SNAP_START) {
                refresher.schedule(settings.requestTimeout());
            }
            ShutdownSequence shutdown =
                    new ShutdownSequence(frontend, cache, registration.functionName(), clock, guard);
            new EventLoop(lifeline, refresher, shutdown).run();
            return ExitStatus.OK;
        } catch (StartFailure e) {
            say(e.lines());
            lifeline.report(e.errorType(), e.getMessage());
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

    private @Nullable HttpFrontend bind(StartSettings start) {
        if (!problems.isEmpty()) {
            return null;
        }
        HttpFrontend.Builder builder = HttpFrontend.builder().clock(clock);
        if (start.port() == null) {
            builder.port(NATIVE_PORT).optionalPort(AWS_PORT);
        } else {
            builder.port(start.port());
        }
        try {
            return builder.start();
        } catch (PortUnavailableException e) {
            problems.add(start.portSource(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Set<EventType> events(StartSettings start) {
        return start.shutdownOnly() ? EnumSet.of(EventType.SHUTDOWN) : EnumSet.allOf(EventType.class);
    }

    private Settings settings() {
        ConfigFile file = ConfigFile.read(environment.get(Environment.CONFIG), problems);
        Settings settings = Settings.read(environment, file, problems);
        System.Logger log = System.getLogger(Extension.class.getName());
        for (String notice : problems.notices()) {
            log.log(System.Logger.Level.WARNING, notice);
        }
        return settings;
    }

    private SecretsCache cache(Settings settings) throws StartFailure {
        try {
            return SecretsCache.builder()
                    .source(source.apply(settings))
                    .clock(clock)
                    .ttl(settings.ttl())
                    .staleWhileRevalidate(settings.staleWhileRevalidate())
                    .staleIfError(settings.staleIfError())
                    .requestTimeout(settings.requestTimeout())
                    .maxBytes(settings.maxBytes())
                    .maxConcurrentFetches(settings.maxConcurrentFetches())
                    .secrets(settings.secrets())
                    .build();
        } catch (IllegalArgumentException e) {
            throw StartFailure.configInvalid(List.of(settings.configPath() + ": " + e.getMessage()));
        }
    }

    private int failBeforeRegister(RuntimeException cause) {
        say(problems.lines());
        LogSink.fatal(
                Environment.RUNTIME_API + " is " + Problems.quoted(environment.runtimeApi()) + ": "
                        + cause.getMessage(),
                null);
        return ExitStatus.FAILED;
    }

    private static void say(List<String> lines) {
        for (String line : lines) {
            LogSink.fatal(line, null);
        }
    }
}
