package io.github.secretscache.layer;

import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.SecretsCacheBuilder;
import io.github.secretscache.core.secretsmanager.SecretsManagerSource;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.PortUnavailableException;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.layer.config.Access;
import io.github.secretscache.layer.config.ConfigValue;
import io.github.secretscache.layer.config.EffectiveSetting;
import io.github.secretscache.layer.config.Environment;
import io.github.secretscache.layer.config.Problems;
import io.github.secretscache.layer.config.Setting;
import io.github.secretscache.layer.config.Settings;
import io.github.secretscache.layer.config.StartSettings;
import io.github.secretscache.layer.log.LogSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of the start that the extension and the sidecar share: {@link #bind} before anything that can wait, then
 * {@link #configure} and {@link #serve}. Problems are collected and reported all at once, by {@link #configure}.
 */
final class Startup {
    static final int NATIVE_PORT = 8080;
    static final int AWS_PORT = 2773;

    private final Environment environment;
    private final InstantSource clock;
    private final Function<Settings, SecretSource> source;
    private final Runnable headStart;
    private final Problems problems = new Problems();
    private final StartupTrace trace;
    private final int nativePort;
    private final int awsPort;

    private @Nullable HttpFrontend frontend;

    Startup(Environment environment, InstantSource clock, Function<Settings, SecretSource> source) {
        this(environment, clock, source, () -> HeadStart.begin(null));
    }

    /** @param headStart prepares for the first fetch, on a thread of its own */
    Startup(Environment environment, InstantSource clock, Function<Settings, SecretSource> source, Runnable headStart) {
        this(environment, clock, source, headStart, NATIVE_PORT, AWS_PORT);
    }

    /** For tests, which use other ports than the well-known ones. */
    Startup(
            Environment environment,
            InstantSource clock,
            Function<Settings, SecretSource> source,
            int nativePort,
            int awsPort) {
        this(environment, clock, source, () -> HeadStart.begin(null), nativePort, awsPort);
    }

    private Startup(
            Environment environment,
            InstantSource clock,
            Function<Settings, SecretSource> source,
            Runnable headStart,
            int nativePort,
            int awsPort) {
        this.environment = environment;
        this.headStart = headStart;
        this.clock = clock;
        this.trace = new StartupTrace(clock);
        this.source = source;
        this.nativePort = nativePort;
        this.awsPort = awsPort;
    }

    Environment environment() {
        return environment;
    }

    InstantSource clock() {
        return clock;
    }

    StartupTrace trace() {
        return trace;
    }

    /** {@return the problems found so far} */
    List<String> problems() {
        return problems.lines();
    }

    /**
     * Sets up the log and binds the ports; then starts to prepare the first fetch on another thread. On a single CPU this
     * delays {@code register} by 2 ms, on two CPUs not at all.
     */
    StartSettings bind() {
        StartSettings start = StartSettings.read(environment, problems);
        LogSink.configure(start.log().level(), start.log().asJson(), clock);
        trace.done("environment read");
        if (problems.isEmpty()) {
            bind(start);
            trace.done("ports bound");
        }
        return start;
    }

    private void bind(StartSettings start) {
        HttpFrontend.Builder builder = HttpFrontend.builder().clock(clock);
        ConfigValue<Integer> port = start.port();
        if (port == null) {
            builder.port(nativePort).optionalPort(awsPort);
        } else {
            builder.port(port.value());
        }
        try {
            frontend = builder.start();
            headStart.run();
        } catch (PortUnavailableException e) {
            problems.add(start.portSource(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads the settings.
     *
     * @param rule who may read
     * @throws StartFailure if there is any problem, here or before
     */
    Configuration configure(StartSettings start, Access.Rule rule) throws StartFailure {
        Settings settings = Settings.read(environment, problems);
        Heap.check(settings.get(Setting.MAX_BYTES), Runtime.getRuntime().maxMemory(), problems);
        Access access = rule.read(environment, settings.value(Setting.REQUIRE_TOKEN), problems);
        System.Logger log = System.getLogger(Startup.class.getName());
        for (String notice : problems.notices()) {
            log.log(System.Logger.Level.WARNING, notice);
        }
        if (!problems.isEmpty()) {
            throw StartFailure.configInvalid(problems.lines());
        }
        trace.done("config.yaml read");
        List<EffectiveSetting> found = new ArrayList<>(start.effective());
        found.addAll(settings.effective());
        return new Configuration(settings, access, start.isSnapshot(), access.inForce(found));
    }

    /**
     * Opens the cache to readers.
     *
     * @param who "extension" or "sidecar" in words, for the start-up line
     */
    RunningServer serve(Configuration configuration, String who) throws StartFailure {
        HttpFrontend bound = Objects.requireNonNull(frontend, "bind comes first");
        Settings settings = configuration.settings();
        SecretSource made = source.apply(settings);
        RunningServer server = new RunningServer(bound, cache(settings, same -> made, clock));
        ServeOptions.Builder options =
                configuration.serveOptions(environment.get("AWS_REGION"), Sources.groupsOfRoles(made, settings));
        SecretsManagerSource service = Sources.serviceBehind(made);
        if (service != null) {
            SdkClients.welcome(options, service, configuration, environment);
        }
        bound.serve(server.cache(), options.build());
        trace.done("cache open to readers");
        StartLine.logMissing(settings, bound.busyPorts());
        AotCache.warnIfRefused();
        new StartLine(who)
                .ports(bound.ports())
                .listed(settings)
                .log(configuration.access().mode(), configuration.effective());
        trace.done("start-up line logged");
        return server;
    }

    /** {@return the cache that the settings describe; it has fetched nothing yet} */
    static SecretsCache cache(Settings settings, Function<Settings, SecretSource> source, InstantSource clock)
            throws StartFailure {
        try {
            SecretsCacheBuilder builder = SecretsCache.builder();
            ConfigValue<Duration> window = settings.value(Setting.STALE_WHILE_REVALIDATE);
            if (!window.isDefault()) {
                // The default follows from each secret's own ttl.
                builder.staleWhileRevalidate(window.value());
            }
            return builder.source(source.apply(settings))
                    .clock(clock)
                    .ttl(settings.get(Setting.TTL))
                    .parameterTtl(settings.get(Setting.PARAMETER_TTL))
                    .staleIfError(settings.get(Setting.STALE_IF_ERROR))
                    .requestTimeout(settings.get(Setting.REQUEST_TIMEOUT))
                    .parameterRequestTimeout(settings.get(Setting.PARAMETER_REQUEST_TIMEOUT))
                    .maxBytes(settings.get(Setting.MAX_BYTES))
                    .maxConcurrentFetches(settings.get(Setting.MAX_CONCURRENT_FETCHES))
                    .secrets(settings.secrets())
                    .listings(settings.listings())
                    .build();
        } catch (IllegalArgumentException e) {
            throw StartFailure.configInvalid(List.of(settings.configPath() + ": " + e.getMessage()));
        }
    }
}
