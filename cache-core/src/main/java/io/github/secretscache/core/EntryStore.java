package io.github.secretscache.core;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where entries are: on Caffeine, which bounds them by bytes, loads each key once at a time and reloads it in the
 * background. Listed secrets weigh nothing there, and so are never evicted; what they hold is taken from the bound for the
 * rest. Remembered errors of keys without a value have a small bound of their own. Thread-safe.
 *
 * <p>Results are written in the order in which fetches began, by {@link #land} and {@link #fail}, which come before
 * Caffeine's own handling of a load.
 */
final class EntryStore {
    private static final long REMEMBERED_ERRORS = 1_000;
    /** What an entry weighs at least: a secret of no length holds names, an ARN and a place in the tables. */
    static final int LEAST_WEIGHT = 1_024;

    private final CaffeineLoader loader;
    private final AsyncLoadingCache<SecretId, Entry> cache;
    private final Policy<SecretId, Entry> policy;
    private final Cache<SecretId, Entry> failures;
    private final Aliases aliases;
    private final Listing listing;
    private final FreshnessRule rule;
    private final WallTime time;
    private final long maxBytes;
    private long pinnedBytes;
    private boolean closed;

    EntryStore(
            Limits limits,
            Listing listing,
            FreshnessRule rule,
            WallTime time,
            Counters counters,
            CaffeineLoader loader) {
        this.loader = loader;
        this.listing = listing;
        this.rule = rule;
        this.time = time;
        this.maxBytes = limits.maxBytes();
        this.cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((SecretId id, Entry entry) -> listing.contains(id) ? 0 : weight(entry))
                .refreshAfterWrite(Duration.ofMillis(Math.max(1, limits.ttlMillis())))
                .ticker(time)
                .evictionListener((id, entry, cause) -> counters.evictions.increment())
                .executor(Runnable::run)
                .buildAsync(loader);
        this.policy = cache.synchronous().policy();
        this.failures = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_ERRORS)
                .executor(Runnable::run)
                .build();
        this.aliases = new Aliases(this::peek);
    }

    /** The entry or remembered error of a key, found for a read. Allocates nothing. */
    @Nullable
    Entry find(SecretId id) {
        Entry own = ready(cache.getIfPresent(id));
        if (own != null) {
            return own;
        }
        SecretId owner = aliases.ownerOf(id);
        if (owner != null) {
            Entry shared = ready(cache.getIfPresent(owner));
            if (shared != null && aliases.isGood(id, shared)) {
                return shared;
            }
        }
        return failures.getIfPresent(id);
    }

    /**
     * The fetch of a key in flight, or a new one; done if the key is not due any more.
     *
     * @param held whether there is a value, which is then reloaded
     */
    CompletableFuture<Entry> fetch(SecretId id, boolean held) {
        CompletableFuture<Entry> flight = held ? cache.synchronous().refresh(id) : cache.get(id);
        boolean joinable = !flight.isDone();
        // Caffeine may know a flight still that was given up a moment ago, or that is being given up just now.
        if (flight instanceof Flight known) {
            joinable &= !known.call().isOverdue(time.now());
            if (!joinable) {
                release(known);
            }
        }
        if (joinable) {
            return flight;
        }
        return loader.asyncLoad(id, Runnable::run);
    }

    /** Makes a flight the load of its key, so that Caffeine and a read that arrives meanwhile find it. */
    void adopt(Flight flight) {
        write(flight.id(), current -> current == null && !flight.isDone() ? flight : current);
    }

    /**
     * Forgets a flight that is done: what it brought is stored by itself, and whoever joined it at the last moment must
     * not leave it here in place of that.
     */
    void release(Flight flight) {
        write(flight.id(), current -> current == flight ? null : current);
    }

    /** What is known of a key, by whatever name it goes, without marking it as used. */
    @Nullable
    Entry known(SecretId id) {
        return own(sharedKey(id));
    }

    /** What is known of all keys. */
    List<Entry> all() {
        List<Entry> entries = new ArrayList<>(cache.synchronous().asMap().values());
        for (Entry failed : failures.asMap().values()) {
            if (entries.stream().noneMatch(entry -> entry.id().equals(failed.id()))) {
                entries.add(failed);
            }
        }
        return entries;
    }

    /**
     * Stores what a flight brought, unless a later fetch was quicker.
     *
     * @return what is stored now, and what it took the place of
     * @throws SecretFetchException if it is a listed secret and does not fit
     */
    synchronized Landed land(Flight flight, SecretValue value, long begunAt) {
        if (closed) {
            throw Failures.closed();
        }
        Entry refused = refusalAfter(flight.number(), flight.id());
        if (refused != null) {
            return new Landed(refused, null);
        }
        SecretId id = ownerOf(flight.id(), value);
        Entry held = own(id);
        if (held != null && held.number() > flight.number()) {
            return new Landed(held, null);
        }
        Entry old = held != null && held.hasValue() ? held : null;
        Entry entry = newest(id, flight, value, begunAt);
        pin(entry, old);
        write(id, current -> CompletableFuture.completedFuture(entry));
        failures.invalidate(id);
        learn(flight.id(), entry);
        return new Landed(entry, old);
    }

    /**
     * Notes that a flight failed: a transient failure keeps the old value, a definitive one drops it.
     *
     * @param held whether the failure is held against the key
     * @return what is known of the key now
     */
    synchronized Entry fail(Flight flight, SecretFetchException cause, boolean held, long now) {
        SecretId id = sharedKey(flight.id());
        Entry old = peek(id);
        Entry known = own(id);
        if (known != null && known.number() >= flight.number()) {
            return known;
        }
        Entry.Failure failure = rule.failure(known, cause, held, now);
        boolean isTransient = !cause.reason().isDefinitive();
        if (old != null && isTransient) {
            Entry kept = old.with(failure);
            write(id, current -> CompletableFuture.completedFuture(kept));
            return kept;
        }
        long number = !isTransient ? flight.number() : known == null ? 0 : known.number();
        Entry failed = Entry.failed(flight.id(), number, failure);
        if (closed) {
            return failed;
        }
        write(id, current -> current == null || current == flight || current.isDone() ? null : current);
        if (old != null) {
            unpin(old);
        }
        aliases.forget(flight.id());
        failures.put(flight.id(), failed);
        if (!id.equals(flight.id())) {
            // What was refused under another name does not rest under this one, but earlier fetches are outdated.
            failures.put(id, Entry.failed(id, number, rule.failure(known, cause, false, now)));
        }
        return failed;
    }

    /** How many values are held. */
    long size() {
        cache.synchronous().cleanUp();
        return cache.synchronous().asMap().values().stream().count();
    }

    /** How many bytes they count for. */
    synchronized long bytes() {
        cache.synchronous().cleanUp();
        return pinnedBytes + policy.eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** Forgets everything, and what is still in flight too when it lands. */
    synchronized void close() {
        closed = true;
        pinnedBytes = 0;
        cache.synchronous().invalidateAll();
        failures.invalidateAll();
        aliases.clear();
    }

    /**
     * What a landing did.
     *
     * @param entry what is stored now
     * @param replaced the value it took the place of, or {@code null}
     */
    record Landed(Entry entry, @Nullable Entry replaced) {}

    /** The key under which a reply is kept: a listed secret's own, else that of the entry that holds the secret already. */
    private SecretId ownerOf(SecretId asked, SecretValue value) {
        if (listing.contains(asked)) {
            return asked;
        }
        SecretId byArn = asked.named(value.arn());
        Entry own = peek(byArn);
        SecretId alias = own == null ? aliases.ownerOf(byArn) : null;
        Entry shared = alias == null ? own : peek(alias);
        return shared != null && shared.holds(value.arn()) ? shared.id() : asked;
    }

    /** What a flight brought or, if a later fetch by another name of the secret was quicker, what that one brought. */
    private Entry newest(SecretId id, Flight flight, SecretValue value, long begunAt) {
        Entry twin = peek(sharedKey(id.named(value.arn())));
        SecretValue newer =
                twin != null && twin.number() > flight.number() && twin.holds(value.arn()) ? twin.value() : null;
        return twin == null || newer == null
                ? Entry.fetched(id, flight.number(), value, rule.terms(id, begunAt))
                : Entry.fetched(
                        id, twin.number(), newer, rule.terms(id, twin.terms().fetchedAt()));
    }

    private void learn(SecretId asked, Entry entry) {
        SecretValue value = entry.value();
        if (value == null) {
            return;
        }
        share(asked, entry, value.arn());
        share(asked.named(value.arn()), entry, value.arn());
    }

    private void share(SecretId name, Entry entry, String arn) {
        if (name.equals(entry.id()) || listing.contains(name)) {
            aliases.forget(name);
            return;
        }
        if (refusalAfter(entry.number(), name) != null) {
            return;
        }
        aliases.learn(name, entry.id(), arn);
        write(name, current -> null);
        failures.invalidate(name);
    }

    /** A definitive failure of a key that a later fetch than this one brought, or {@code null}. */
    private @Nullable Entry refusalAfter(long number, SecretId id) {
        Entry failed = failures.getIfPresent(id);
        return failed != null && failed.number() > number ? failed : null;
    }

    private void pin(Entry entry, @Nullable Entry old) {
        if (!listing.contains(entry.id())) {
            return;
        }
        long needed = pinnedBytes + weight(entry) - (old == null ? 0 : weight(old));
        if (old == null && needed > maxBytes) {
            throw new SecretFetchException(
                    SecretFetchException.Reason.INVALID_REQUEST,
                    "listed secret " + entry.id().name() + " does not fit: with it the listed secrets would hold "
                            + needed + " bytes, but maxBytes is " + maxBytes + ": raise it or list fewer secrets",
                    null);
        }
        pinnedBytes = needed;
        leaveTheRest();
    }

    private void unpin(Entry entry) {
        if (listing.contains(entry.id())) {
            pinnedBytes -= weight(entry);
            leaveTheRest();
        }
    }

    private void leaveTheRest() {
        policy.eviction().orElseThrow().setMaximum(Math.max(0, maxBytes - pinnedBytes));
    }

    private void write(SecretId id, UnaryOperator<@Nullable CompletableFuture<Entry>> change) {
        cache.asMap().compute(id, (key, current) -> change.apply(current));
    }

    /** The key of the entry that a name stands for: another name's if they share one, else its own. */
    private SecretId sharedKey(SecretId id) {
        SecretId owner = peek(id) == null ? aliases.ownerOf(id) : null;
        return owner != null && aliases.isGood(id, peek(owner)) ? owner : id;
    }

    private @Nullable Entry own(SecretId id) {
        Entry entry = peek(id);
        return entry == null ? failures.getIfPresent(id) : entry;
    }

    private @Nullable Entry peek(SecretId id) {
        return policy.getIfPresentQuietly(id);
    }

    private static @Nullable Entry ready(@Nullable CompletableFuture<Entry> future) {
        return future == null ? null : future.getNow(null);
    }

    private static int weight(Entry entry) {
        SecretValue value = entry.value();
        return value == null ? 0 : LEAST_WEIGHT + value.sizeInBytes();
    }
}
