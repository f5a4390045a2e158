package io.github.secretscache.core;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The secrets the user listed, by the name they are served under and by their identity. Thread-safe. */
final class ListedSecrets {
    private static final int MOST_RESOLVED = 256;

    private final List<ListedSecret> secrets;
    private final List<ListedPath> paths;
    private final Map<SecretKind, Map<String, ListedSecret>> byServedName = maps(HashMap::new);
    private final Map<SecretId, ListedSecret> byId = new HashMap<>();
    private final Map<SecretId, ListedPath> belowPaths = new ConcurrentHashMap<>();
    /** Names read before, so that a hit by name allocates nothing. Bounded, because a reader may ask for any name. */
    private final Map<SecretKind, Map<String, SecretId>> resolved = maps(ConcurrentHashMap::new);

    /**
     * Checks the list.
     *
     * @throws IllegalArgumentException if a served name is malformed or given twice, if a path is given twice, or if a
     *     ttl makes no sense
     */
    ListedSecrets(Collection<ListedSecret> secrets, Collection<ListedPath> paths) {
        this.secrets = List.copyOf(secrets);
        this.paths = List.copyOf(paths);
        this.secrets.forEach(this::add);
        this.paths.forEach(this::check);
    }

    private void check(ListedPath path) {
        Duration ttl = path.ttl();
        if (ttl != null) {
            Limits.longerThanZero("ttl of path " + path.path(), ttl);
        }
        boolean isTwice = paths.stream()
                        .filter(other -> other.path().equals(path.path())
                                && other.group().equals(path.group()))
                        .count()
                > 1;
        if (isTwice) {
            throw new IllegalArgumentException("each path of a group must be listed once, but " + path.path()
                    + " of group " + path.group() + " is listed twice: leave one out");
        }
    }

    private void add(ListedSecret secret) {
        SecretKind kind = secret.id().kind();
        // A secret is read by its served name, so that must be a name that a read accepts.
        SecretId.of(kind, secret.servedAs());
        Duration ttl = secret.ttl();
        if (ttl != null) {
            Limits.durationOrZero("ttl of " + kind.noun() + " " + secret.servedAs(), ttl);
        }
        ListedSecret other = of(byServedName, kind).putIfAbsent(secret.servedAs(), secret);
        if (other != null) {
            throw new IllegalArgumentException("each " + kind.noun() + " must be served under a name of its own, but "
                    + secret.servedAs() + " is the name of both " + other.id() + " and " + secret.id()
                    + ": serve one of them under another name");
        }
        other = byId.putIfAbsent(secret.id().key(), secret);
        if (other != null && !Objects.equals(other.ttl(), ttl)) {
            throw new IllegalArgumentException("a " + kind.noun() + " must have one ttl, but " + secret.id() + " has "
                    + other.ttl() + " as " + other.servedAs() + " and " + ttl + " as " + secret.servedAs());
        }
    }

    /** Everything below these is listed too. */
    List<ListedPath> paths() {
        return paths;
    }

    List<ListedSecret> secrets() {
        return secrets;
    }

    /** The identities listed, each once; without those below a path. */
    Collection<SecretId> ids() {
        return byId.keySet();
    }

    /** Whether it is listed, by itself or below a path. */
    boolean contains(SecretId id) {
        return byId.containsKey(id) || belowPaths.containsKey(id);
    }

    /** Notes that a parameter is below a path. */
    void add(SecretId id, ListedPath path) {
        belowPaths.put(id, path);
    }

    /**
     * Notes that a parameter is no longer below a path.
     *
     * @return whether it is now not listed at all
     */
    boolean remove(SecretId id, ListedPath path) {
        return belowPaths.remove(id, path) && !byId.containsKey(id);
    }

    /** The path that a parameter is below, if nothing else lists it. */
    @Nullable
    ListedPath pathOf(SecretId id) {
        return byId.containsKey(id) ? null : belowPaths.get(id);
    }

    SecretId resolve(SecretKind kind, String name) {
        Map<String, SecretId> before = of(resolved, kind);
        SecretId known = before.get(name);
        if (known != null) {
            return known;
        }
        ListedSecret secret = of(byServedName, kind).get(name);
        SecretId id = secret == null ? SecretId.of(kind, name) : secret.id();
        if (before.size() < MOST_RESOLVED) {
            before.put(name, id);
        }
        return id;
    }

    long ttlMillis(SecretId id, long otherwise) {
        ListedSecret secret = byId.get(id);
        ListedPath path = secret == null ? belowPaths.get(id) : null;
        @Nullable Duration ttl = path != null ? path.ttl() : secret == null ? null : secret.ttl();
        return ttl == null ? otherwise : ttl.toMillis();
    }

    private static <V> Map<SecretKind, Map<String, V>> maps(Supplier<Map<String, V>> empty) {
        Map<SecretKind, Map<String, V>> maps = new EnumMap<>(SecretKind.class);
        for (SecretKind kind : SecretKind.values()) {
            maps.put(kind, empty.get());
        }
        return maps;
    }

    private static <V> Map<String, V> of(Map<SecretKind, Map<String, V>> maps, SecretKind kind) {
        return Objects.requireNonNull(maps.get(kind));
    }
}
