package io.github.secretscache.client;

import io.github.secretscache.client.ReadFailure.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks into the near cache, then makes one read for all waiting threads, then uses the caller's fallback. */
final class LoopbackSecretsCacheClient implements SecretsCacheClient {
    /** As many as the server fetches at a time. */
    private static final int MAX_READS_AT_A_TIME = 8;

    private final NearCache nearCache;
    private final SingleFlight flights = new SingleFlight();
    private final Server server;
    private final SecretReader reader;
    private final ChangeListeners listeners = new ChangeListeners();
    private final @Nullable Function<String, Secret> fallback;
    private final Duration callTimeout;
    private final InstantSource clock;
    private final SecretRotation rotation;
    private final ValueKind kind;
    private final SecretsCacheClient parameters;

    /** Kept here because CRaC holds it by a weak reference. */
    @SuppressWarnings("unused")
    private final @Nullable Object checkpointHook;

    LoopbackSecretsCacheClient(ClientSettings settings) {
        this(settings, ValueKind.SECRET);
    }

    private LoopbackSecretsCacheClient(ClientSettings settings, ValueKind kind) {
        this.kind = kind;
        this.server = settings.server();
        this.parameters =
                kind == ValueKind.PARAMETER ? this : new LoopbackSecretsCacheClient(settings, ValueKind.PARAMETER);
        this.nearCache = new NearCache(settings.nearCacheSize(), settings.clock());
        this.reader = new SecretReader(settings);
        this.fallback = settings.fallback();
        this.callTimeout = settings.timeouts().call();
        this.clock = settings.clock();
        this.rotation = new SecretRotation(new LiveVersions(), settings.rotation());
        this.checkpointHook = OptionalLibrary.CRAC.isPresent() ? CheckpointHook.register(nearCache) : null;
    }

    @Override
    public Secret get(String name) {
        Objects.requireNonNull(name, "name");
        Secret kept = nearCache.fresh(name);
        return kept != null ? kept : orFallback(name, join(new ReadRequest(kind, name, null, false)));
    }

    @Override
    public Secret refresh(String name) {
        return orFallback(name, readAnew(new ReadRequest(kind, name, null, true), callTimeout));
    }

    @Override
    public Secret getVersion(String name, String version) {
        ReadRequest request =
                new ReadRequest(kind, name, Objects.requireNonNull(version, kind.versionProperty()), false);
        Secret kept = nearCache.fresh(request.key());
        return kept != null ? kept : join(request).secretOrThrow();
    }

    @Override
    public Map<String, Secret> getAll(Collection<String> names) {
        int unkept = (int)
                names.stream().filter(name -> nearCache.fresh(name) == null).count();
        TimeBudget budget = TimeBudget.of(callTimeout, clock);
        return new SeveralReads(this::get, name -> budget.remainingMillis() > 0 ? null : unread(name))
                .of(names, Math.min(unkept, MAX_READS_AT_A_TIME));
    }

    private SecretsCacheException unread(String name) {
        return ReadFailure.of(
                        Kind.UNAVAILABLE,
                        new ReadRequest(kind, name, null, false),
                        "it was not asked for, because the call had taken longer than " + callTimeout,
                        "The exception of another secret says why.")
                .exception();
    }

    @Override
    public SecretsCacheClient parameters() {
        return parameters;
    }

    @Override
    public void addChangeListener(SecretChangeListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeChangeListener(SecretChangeListener listener) {
        listeners.remove(listener);
    }

    @Override
    public SecretRotation rotation() {
        return rotation;
    }

    /** A read that does not join an earlier one; later reads do not join an earlier one either. */
    private ReadResult readAnew(ReadRequest request, Duration limit) {
        flights.forget(request.key());
        Read read = new Read(request, limit);
        ReadResult answer = read.run();
        read.tell();
        return answer;
    }

    /** One read for all threads that want the same secret now. */
    private ReadResult join(ReadRequest request) {
        Read read = new Read(request, callTimeout);
        ReadResult answer = flights.run(request.key(), TimeBudget.of(callTimeout, clock), () -> {
            Secret kept = nearCache.fresh(request.key()); // another flight may just have landed
            return kept != null ? new ReadResult.Success(kept, null) : read.run();
        });
        read.tell();
        if (answer != null) {
            return answer;
        }
        return Thread.currentThread().isInterrupted()
                ? ReadFailure.of(Kind.UNAVAILABLE, request, SecretReader.INTERRUPTED, "Try again.")
                : ReadFailure.of(
                        Kind.UNAVAILABLE,
                        request,
                        "another thread's read of it took longer than " + callTimeout,
                        "The log of the server says more; builder().callTimeout(...) waits longer.");
    }

    /** One read of the server, by one thread. */
    private final class Read {
        private final ReadRequest request;
        private final Duration limit;
        private long begun;
        private @Nullable Secret brought;

        Read(ReadRequest request, Duration limit) {
            this.request = request;
            this.limit = limit;
        }

        ReadResult run() {
            begun = nearCache.begin();
            ReadResult answer = reader.read(request, nearCache.held(request.key()), limit);
            if (answer instanceof ReadResult.Success success) {
                nearCache.keep(request.key(), begun, success);
                brought = success.secret();
            } else if (answer instanceof ReadFailure failure && failure.isDefinitive()) {
                nearCache.drop(request.key(), begun);
            }
            return answer;
        }

        /** Only when the waiting threads have their answer: a listener may block, or read the secret itself. */
        void tell() {
            if (brought != null) {
                listeners.note(request.key(), begun, brought);
            }
        }
    }

    private Secret orFallback(String name, ReadResult answer) {
        if (fallback == null || !(answer instanceof ReadFailure failure) || failure.kind() != Kind.NOBODY_THERE) {
            return answer.secretOrThrow();
        }
        return Objects.requireNonNull(fallback.apply(name), "the fallback returned null");
    }

    /** The versions for a rotation. */
    private final class LiveVersions implements SecretRotation.Versions {
        @Override
        public Secret current(String name) {
            return get(name);
        }

        @Override
        public @Nullable Secret kept(String name) {
            return nearCache.fresh(name);
        }

        @Override
        public Secret refreshed(String name, @Nullable String versionStage, Duration limit) {
            Duration shorter = limit.compareTo(callTimeout) < 0 ? limit : callTimeout;
            return readAnew(new ReadRequest(kind, name, versionStage, true), shorter)
                    .secretOrThrow();
        }
    }

    @Override
    public String toString() {
        return "SecretsCacheClient[" + server + (kind == ValueKind.PARAMETER ? ", parameters]" : "]");
    }
}
