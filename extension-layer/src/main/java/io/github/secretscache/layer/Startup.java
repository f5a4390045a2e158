package io.github.secretscache.layer;

import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.PortUnavailableException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The start, as far as the extension and the sidecar share it: {@link #bind} before anything that can wait, {@link #serve}
 * with the rest. What is wrong is collected and said at once, by {@link #serve}.
 */
final class Startup {
    private static final int NATIVE_PORT = 8080;
    private static final int AWS_PORT = 2773;

    private final Environment environment;
    private final InstantSource clock;
    private final Function<Settings, SecretSource> source;
    private final Problems problems = new Problems();
    private final StartupTrace trace;
    private final int nativePort;
    private final int awsPort;

    private @Nullable HttpFrontend frontend;

    Startup(Environment environment, InstantSource clock, Function<Settings, SecretSource> source) {
        this(environment, clock, source, NATIVE_PORT, AWS_PORT);
    }

    /** With other ports than the well-known ones, for tests. */
    Startup(
            Environment environment,
            InstantSource clock,
            Function<Settings, SecretSource> source,
            int nativePort,
            int awsPort) {
        this.environment = environment;
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

    /** {@return everything that is wrong so far} */
    List<String> problems() {
        return problems.lines();
    }

    /**
     * Sets up the log and binds the ports; then begins on another thread to prepare for the first fetch. On a
     * single CPU that delays {@code register} by 2 ms, on two not at all.
     */
    StartSettings bind() {
        StartSettings start = StartSettings.read(environment, problems);
        LogSink.configure(start.logLevel(), start.jsonLog(), clock);
        trace.done("environment read");
        if (problems.isEmpty()) {
            bind(start);
            trace.done("ports bound");
        }
        return start;
    }

    private void bind(StartSettings start) {
        HttpFrontend.Builder builder = HttpFrontend.builder().clock(clock);
        if (start.port() == null) {
            builder.port(nativePort).optionalPort(awsPort);
        } else {
            builder.port(start.port());
        }
        try {
            frontend = builder.start();
            HeadStart.begin();
        } catch (PortUnavailableException e) {
            problems.add(start.portSource(), String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads the settings and opens the cache to readers.
     *
     * @param who what runs here, for the start-up line
     * @param rule who may read
     * @throws StartFailure if anything is wrong
     */
    Serving serve(StartSettings start, String who, Access.Rule rule) throws StartFailure {
        ConfigFile file = ConfigFile.read(environment, problems);
        Settings settings = Settings.read(environment, file, problems);
        Heap.check(settings.maxBytes(), Runtime.getRuntime().maxMemory(), problems);
        Access access = rule.read(environment, settings, problems);
        System.Logger log = System.getLogger(Startup.class.getName());
        for (String notice : problems.notices()) {
            log.log(System.Logger.Level.WARNING, notice);
        }
        if (frontend == null || !problems.isEmpty()) {
            throw StartFailure.configInvalid(problems.lines());
        }
        trace.done("config.yaml read");
        List<SettingInForce> found = new ArrayList<>(start.found());
        found.addAll(settings.found());
        List<SettingInForce> inForce = access.inForce(found);
        Serving serving = new Serving(frontend, cache(settings, source, clock), settings);
        frontend.serve(serving.cache(), access.options(settings, inForce));
        trace.done("cache open to readers");
        StartLine.log(who, serving, access, inForce);
        trace.done("start-up line logged");
        return serving;
    }

    /** {@return the cache that the settings describe; it has fetched nothing yet} */
    static SecretsCache cache(Settings settings, Function<Settings, SecretSource> source, InstantSource clock)
            throws StartFailure {
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
}
