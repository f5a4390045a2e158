package io.github.secretscache.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores the entries in Caffeine, which bounds them by bytes and asks for a reload when one is older than its refresh
 * interval. Listed secrets weigh nothing there, and so are never evicted; what they hold is taken from the bound for the
 * rest. Remembered errors of keys without a value have a small bound of their own. Thread-safe.
 *
 * <p>Results are written in the order in which calls began, by {@link #land} and {@link #fail}, before a fetch is
 * reported to be over. So when Caffeine writes the result of a reload, the store already has that result or a newer
 * one.
 */
final class EntryStore {
    private static final long REMEMBERED_ERRORS = 1_000;

    private final CacheContext context;
    private final LoadingCache<SecretId, Entry> cache;
    private final Policy<SecretId, Entry> policy;
    private final Cache<SecretId, Entry> failures;
    private final Aliases aliases;
    private final PinnedBytes pinned;
    private boolean closed;

    /**
     * An empty store.
     *
     * @param context the shared parts of the cache
     * @param reload called by Caffeine for an entry that is older than the refresh interval; never fails, and completes
     *     with what is stored
     */
    EntryStore(CacheContext context, Function<Entry, CompletableFuture<Entry>> reload) {
        this.context = context;
        this.pinned = new PinnedBytes(context.limits().maxBytes());
        this.cache = Caffeine.newBuilder()
                .maximumWeight(context.limits().maxBytes())
                .weigher((SecretId id, Entry entry) -> isListed(id) ? 0 : entry.weight())
                .refreshAfterWrite(
                        Duration.ofMillis(Math.max(1, context.limits().longestTtlMillis())))
                .ticker(context.time())
                .evictionListener(
                        (id, entry, cause) -> context.counters().evictions.increment())
                .executor(Runnable::run)
                .build(new Reloads(reload));
        this.policy = cache.policy();
        this.failures = Caffeine.newBuilder()
                .maximumSize(REMEMBERED_ERRORS)
                .executor(Runnable::run)
                .build();
        this.aliases = new Aliases(this::peek);
    }

    /** Caffeine's side of a refresh. Nothing is loaded through it: a miss starts a fetch, which stores its result. */
    private record Reloads(Function<Entry, CompletableFuture<Entry>> reload) implements CacheLoader<SecretId, Entry> {
        @Override
        @SuppressWarnings("NullAway") // Caffeine takes null for "not there".
        public @Nullable Entry load(SecretId id) {
            return null;
        }

        @Override
        public CompletableFuture<Entry> asyncReload(SecretId id, Entry entry, Executor executor) {
            return reload.apply(entry);
        }
    }

    /** The entry or remembered error of a key, for a read. Allocates nothing. */
    @Nullable
    Entry find(SecretId id) {
        Entry own = cache.getIfPresent(id);
        if (own != null) {
            return own;
        }
        SecretId owner = aliases.ownerOf(id);
        if (owner != null) {
            Entry shared = cache.getIfPresent(owner);
            if (shared != null && aliases.isGood(id, shared)) {
                return shared;
            }
        }
        return failures.getIfPresent(id);
    }

    /** What is known of a key, under any of its names, without marking it as used. */
    @Nullable
    Entry known(SecretId id) {
        return own(sharedKey(id));
    }

    /** What is known of all keys. */
    Collection<Entry> all() {
        Map<SecretId, Entry> entries = new HashMap<>(failures.asMap());
        entries.putAll(cache.asMap());
        return entries.values();
    }

    /**
     * Stores the result of a call, unless a later call was quicker.
     *
     * @return what is stored now, and what it replaced; {@code null} if it came from a replica that lags behind the
     *     value held
     * @throws SecretFetchException if it is a listed secret and there is no room for it
     */
    synchronized @Nullable Landed land(SecretId asked, SecretValue value, SourceCall call) {
        if (closed) {
            throw Failures.closed();
        }
        Entry refused = refusalAfter(call.number(), asked, value);
        if (refused != null) {
            return new Landed(refused, null);
        }
        SecretId id = ownerOf(asked, value);
        Entry held = own(id);
        if (held != null && call.route().replica() != null && isRefused(held)) {
            return new Landed(held, null);
        }
        if (held != null && held.number() > call.number() && !isPrimaryOverReplica(value, call, held)) {
            return new Landed(held, null);
        }
        Entry old = held != null && held.hasValue() ? held : null;
        if (old != null && call.route().replica() != null && isBehind(value, old)) {
            return null;
        }
        Entry entry = newest(id, value, call, held);
        pin(entry);
        cache.put(id, entry);
        failures.invalidate(id);
        learn(asked, entry);
        return new Landed(entry, old);
    }

    /**
     * Notes that a call failed: a transient failure keeps the old value, a definitive one drops it.
     *
     * @param number of the call
     * @param held whether the failure counts against the key
     * @return what is known of the key now
     */
    synchronized Entry fail(SecretId asked, SecretFetchException cause, long number, boolean held) {
        long now = context.time().now();
        SecretId id = sharedKey(asked);
        Entry old = peek(id);
        Entry known = own(id);
        boolean isDefinitive = cause.reason().isDefinitive();
        // Only the group's own region refuses for good: a replica's value does not overrule that.
        boolean overrules = isDefinitive && known != null && known.replica() != null;
        if (known != null && known.number() >= number && !overrules) {
            return known;
        }
        Entry.Failure failure = context.rule().failure(known, cause, held, now);
        if (old != null && !isDefinitive) {
            Entry kept = old.with(failure);
            cache.put(id, kept);
            return kept;
        }
        long refusedBy = isDefinitive ? number : known == null ? 0 : known.number();
        Entry failed = Entry.failed(asked, refusedBy, failure);
        if (closed) {
            return failed;
        }
        cache.invalidate(id);
        unpin(id);
        aliases.forget(asked);
        failures.put(asked, failed);
        if (!id.equals(asked)) {
            // A refusal under another name does not make this name back off, but earlier fetches are outdated.
            failures.put(id, Entry.failed(id, refusedBy, context.rule().failure(known, cause, false, now)));
        }
        return failed;
    }

    /** Draws anew how long values are fresh and errors are remembered. */
    synchronized void drawAnew() {
        long now = context.time().now();
        cache.asMap().replaceAll((id, entry) -> {
            Entry renewed = entry.with(context.rule().terms(id, entry.terms().fetchedAt()));
            return drawnAnew(renewed, now);
        });
        failures.asMap().replaceAll((id, entry) -> drawnAnew(entry, now));
    }

    private Entry drawnAnew(Entry entry, long now) {
        Entry.Failure failure = entry.failure();
        return failure == null ? entry : entry.with(context.rule().drawnAnew(failure, now));
    }

    /** How many values are held. */
    long size() {
        cache.cleanUp();
        return cache.estimatedSize();
    }

    /** How many bytes all values count for. */
    synchronized long bytes() {
        cache.cleanUp();
        return pinned.bytes() + policy.eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** Forgets everything; the results of fetches in flight will be dropped too. */
    synchronized void close() {
        closed = true;
        pinned.clear();
        cache.invalidateAll();
        failures.invalidateAll();
        aliases.clear();
    }

    /**
     * The result of storing.
     *
     * @param entry what is stored now
     * @param replaced the value it replaced, or {@code null}
     */
    record Landed(Entry entry, @Nullable Entry replaced) {}

    /** The key under which a reply is stored: a listed secret's own, else that of the entry that has the secret. */
    private SecretId ownerOf(SecretId asked, SecretValue value) {
        if (isListed(asked)) {
            return asked;
        }
        SecretId byArn = asked.named(value.arn());
        if (byArn == null) {
            return asked;
        }
        Entry own = peek(byArn);
        SecretId alias = own == null ? aliases.ownerOf(byArn) : null;
        Entry shared = alias == null ? own : peek(alias);
        return shared != null && shared.holds(value.arn()) ? shared.id() : asked;
    }

    /** Whether the group's own region refused it for good; then a replica's value is not stored. */
    private static boolean isRefused(Entry held) {
        Entry.Failure failure = held.failure();
        return !held.hasValue() && failure != null && failure.cause().reason().isDefinitive();
    }

    /** Whether a replica's version is not known to be as new as the one held: a replica lags behind a rotation. */
    private static boolean isBehind(SecretValue replicated, Entry held) {
        SecretValue current = held.value();
        if (current == null || current.versionId().equals(replicated.versionId())) {
            return false;
        }
        Instant made = replicated.createdDate();
        Instant madeBefore = current.createdDate();
        return made == null || madeBefore == null || !made.isAfter(madeBefore);
    }

    /** Whether the group's own region has returned a newer version than a replica's later call. */
    private static boolean isPrimaryOverReplica(SecretValue value, SourceCall call, Entry held) {
        SecretValue replicated = held.value();
        return held.replica() != null
                && call.route().replica() == null
                && replicated != null
                && !replicated.versionId().equals(value.versionId())
                && !isBehind(value, held);
    }

    /** The result of a call or, if a later call under another name of the secret was quicker, of that one. */
    private Entry newest(SecretId id, SecretValue value, SourceCall call, @Nullable Entry held) {
        SecretId byArn = id.named(value.arn());
        Entry twin = byArn == null ? null : peek(sharedKey(byArn));
        SecretValue newer = twin != null
                        && twin.number() > call.number()
                        && twin.holds(value.arn())
                        && !isPrimaryOverReplica(value, call, twin)
                ? twin.value()
                : null;
        return twin == null || newer == null
                ? Entry.fetched(
                        id,
                        held == null ? call.number() : Math.max(call.number(), held.number()),
                        new Entry.Fetched(value, call.route().replica()),
                        context.rule().terms(id, call.begunAt()))
                : Entry.fetched(
                        id,
                        twin.number(),
                        new Entry.Fetched(newer, twin.replica()),
                        context.rule().terms(id, twin.terms().fetchedAt()));
    }

    private void learn(SecretId asked, Entry entry) {
        SecretValue value = entry.value();
        if (value == null) {
            return;
        }
        share(asked, entry, value.arn());
        SecretId byArn = asked.named(value.arn());
        if (byArn != null) {
            share(byArn, entry, value.arn());
        }
    }

    private void share(SecretId name, Entry entry, String arn) {
        if (name.equals(entry.id()) || isListed(name)) {
            aliases.forget(name);
            return;
        }
        if (refusalAfter(entry.number(), name) != null) {
            return;
        }
        aliases.learn(name, entry.id(), arn);
        cache.invalidate(name);
        failures.invalidate(name);
    }

    /** A definitive failure of a secret, under any name, from a later call than this one, or {@code null}. */
    private @Nullable Entry refusalAfter(long number, SecretId asked, SecretValue value) {
        for (SecretId name : Arrays.asList(asked, asked.named(value.arn()), asked.named(value.name()))) {
            Entry refused = name == null ? null : refusalAfter(number, name);
            if (refused != null) {
                return refused;
            }
        }
        return null;
    }

    /** A definitive failure of a key, from a later call than this one, or {@code null}. */
    private @Nullable Entry refusalAfter(long number, SecretId id) {
        Entry failed = failures.getIfPresent(id);
        return failed != null && failed.number() > number ? failed : null;
    }

    private void pin(Entry entry) {
        if (!isListed(entry.id())) {
            return;
        }
        String tooMuch = pinned.refusal(entry.id(), entry.weight());
        if (tooMuch != null) {
            throw new SecretFetchException(
                    SecretFetchException.Reason.INVALID_REQUEST,
                    "listed " + entry.id().noun() + " does not fit: " + tooMuch + ": raise it or list fewer secrets",
                    null);
        }
        pinned.put(entry.id(), entry.weight());
        leaveTheRest();
    }

    private void unpin(SecretId id) {
        if (pinned.remove(id)) {
            leaveTheRest();
        }
    }

    private void leaveTheRest() {
        policy.eviction().orElseThrow().setMaximum(pinned.bytesLeft());
    }

    /** Whether listed values of these weights fit besides; the message says why not, {@code null} if they do. */
    synchronized @Nullable String refusalOf(Map<SecretId, Integer> more) {
        long bytes = 0;
        for (Map.Entry<SecretId, Integer> one : more.entrySet()) {
            bytes += pinned.has(one.getKey()) ? 0 : one.getValue();
        }
        return pinned.refusal(bytes);
    }

    /** Forgets the value of a key that is no longer listed. No call from before the value stores it again if it was read. */
    synchronized void drop(SecretId id, SecretFetchException why) {
        Entry held = peek(id);
        unpin(id);
        cache.invalidate(id);
        if (held != null && held.isRead()) {
            failures.put(id, held.emptied(why, context.time().now()));
        }
    }

    private boolean isListed(SecretId id) {
        return context.listed().contains(id);
    }

    /** The key of the entry for a name: another name's if they share an entry, else its own. */
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
}
