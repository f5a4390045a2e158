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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The secrets the user listed, by the name they are served under and by their identity. Thread-safe. */
final class ListedSecrets {
    private static final int MOST_RESOLVED = 256;

    private final List<ListedSecret> secrets;
    private final List<Listing> listings;
    private final Map<SecretKind, Map<String, ListedSecret>> byServedName = maps(HashMap::new);
    private final Map<SecretId, ListedSecret> byId = new HashMap<>();
    /** What listings found, each with the listings that found it, of which there is at least one. */
    private final Map<SecretId, List<Listing>> found = new ConcurrentHashMap<>();
    /** What was found in another group than the default one, where a name leads without this. */
    private final Map<SecretKind, Map<String, SecretId>> foundElsewhere = maps(ConcurrentHashMap::new);
    /** Names read before, so that a hit by name allocates nothing. Bounded, for a reader may ask for anything. */
    private final Map<SecretKind, Map<String, SecretId>> resolved = maps(ConcurrentHashMap::new);

    /**
     * Checks the list.
     *
     * @throws IllegalArgumentException if a served name is malformed or given twice, if a listing is given twice, or if
     *     a ttl makes no sense
     */
    ListedSecrets(Collection<ListedSecret> secrets, Collection<? extends Listing> listings) {
        this.secrets = List.copyOf(secrets);
        this.listings = List.copyOf(listings);
        this.secrets.forEach(this::add);
        this.listings.forEach(this::check);
    }

    private void check(Listing listing) {
        Duration ttl = listing.ttl();
        if (ttl != null) {
            Limits.longerThanZero("ttl of " + listing.described(), ttl);
        }
        boolean isTwice = listings.stream()
                        .filter(other -> other.withTtl(null).equals(listing.withTtl(null)))
                        .count()
                > 1;
        if (isTwice) {
            throw new IllegalArgumentException("what is listed of a group must be listed once, but the "
                    + listing.described() + " of group " + listing.group() + " are listed twice: leave one out");
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

    /** What these find is listed too. */
    List<Listing> listings() {
        return listings;
    }

    List<ListedSecret> secrets() {
        return secrets;
    }

    /** The identities listed, each once; without those that listings find. */
    Collection<SecretId> ids() {
        return byId.keySet();
    }

    /** Whether it is listed, by itself or by what found it. */
    boolean contains(SecretId id) {
        return byId.containsKey(id) || found.containsKey(id);
    }

    /** Whether it is listed by itself. */
    boolean isNamed(SecretId id) {
        return byId.containsKey(id);
    }

    /** Notes that a listing found something. */
    void add(SecretId id, Listing by) {
        found.merge(
                id,
                List.of(by),
                (known, more) -> known.contains(by)
                        ? known
                        : Stream.concat(known.stream(), more.stream()).toList());
        if (!id.group().equals(SecretId.DEFAULT_GROUP)) {
            of(foundElsewhere, id.kind()).putIfAbsent(id.name(), id);
        }
    }

    /**
     * Notes that a listing does not find something any more.
     *
     * @return whether it is now not listed at all
     */
    boolean remove(SecretId id, Listing by) {
        List<Listing> left = found.computeIfPresent(id, (same, known) -> {
            List<Listing> others =
                    known.stream().filter(other -> !other.equals(by)).toList();
            return others.isEmpty() ? null : others;
        });
        if (left != null) {
            return false;
        }
        of(foundElsewhere, id.kind()).remove(id.name(), id);
        return !byId.containsKey(id);
    }

    /** The listings that found it, if it is not listed by itself. */
    List<Listing> listingsOf(SecretId id) {
        return byId.containsKey(id) ? List.of() : found.getOrDefault(id, List.of());
    }

    SecretId resolve(SecretKind kind, String name) {
        Map<String, SecretId> elsewhere = of(foundElsewhere, kind);
        SecretId there = elsewhere.isEmpty() ? null : elsewhere.get(name);
        if (there != null && !of(byServedName, kind).containsKey(name)) {
            return there;
        }
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
        if (secret != null) {
            return millis(secret.ttl(), otherwise);
        }
        long shortest = Long.MAX_VALUE;
        for (Listing listing : found.getOrDefault(id, List.of())) {
            shortest = Math.min(shortest, millis(listing.ttl(), otherwise));
        }
        return shortest == Long.MAX_VALUE ? otherwise : shortest;
    }

    private static long millis(@Nullable Duration ttl, long otherwise) {
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
