package io.github.secretscache.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps secrets in memory, refreshes them, and survives an outage of their source. Thread-safe.
 *
 * <p>What a read gets depends on the age of the value, which counts in wall-clock time from the start of the fetch that
 * returned it:
 *
 * <ul>
 *   <li>younger than the ttl: the value, <em>fresh</em>;
 *   <li>less than {@code staleWhileRevalidate} older: the old value at once, marked {@linkplain CachedSecret#isStale()
 *       stale}, while one refresh starts in the background;
 *   <li>older still, or never fetched: the read waits for the one fetch in flight. If that fails for a {@linkplain
 *       SecretFetchException.Reason#isTransient() transient} reason, or takes more than a second, and the value is less
 *       than {@code staleIfError} older than its ttl: the old value, marked stale. Otherwise the error.
 * </ul>
 *
 * <p>The ttl is shortened by up to 10 %, so that processes started at the same time drift apart. A failure that is not
 * transient drops the value. After a failure a key backs off for 1 s, doubling up to 60 s: meanwhile reads get the stale
 * value or the remembered error at once. No read waits longer than {@code requestTimeout}, by the wall clock.
 *
 * <p>Nothing is fetched unless it is asked for: {@link #prefetch} warms the cache up, and {@link #refreshDue}, called
 * regularly, keeps reads from waiting; {@link SecretsCacheBuilder#refreshInBackground()} does both. Threads are
 * daemons, their number does not depend on the number of secrets, and they end when idle. An action chained to a future
 * from here may run on one of them and must not block.
 */
public final class SecretsCache implements AutoCloseable {
    /** How long a value is fresh unless the builder says otherwise: 10 minutes. */
    public static final Duration DEFAULT_TTL = Duration.ofMinutes(10);

    /**
     * The longest stale-while-revalidate unless the builder says otherwise: 60 s. It is less for a secret whose ttl is
     * under 10 minutes.
     */
    public static final Duration DEFAULT_STALE_WHILE_REVALIDATE = Duration.ofSeconds(60);

    /** How long after its ttl a value may stand in for a failed refresh unless the builder says otherwise: 1 hour. */
    public static final Duration DEFAULT_STALE_IF_ERROR = Duration.ofHours(1);

    /** How many bytes are held at most unless the builder says otherwise: 8 MiB. */
    public static final long DEFAULT_MAX_BYTES = 8L << 20;

    /** How many fetches of a group run at a time unless the builder says otherwise: 8. */
    public static final int DEFAULT_MAX_CONCURRENT_FETCHES = 8;

    private final CacheInternals internals;

    SecretsCache(CacheInternals internals) {
        this.internals = internals;
    }

    /**
     * A cache of AWS Secrets Manager with the SDK's default region and credentials, and every option at its default.
     *
     * @return the cache
     */
    public static SecretsCache create() {
        return builder().build();
    }

    /** {@return a builder with every option at its default} */
    public static SecretsCacheBuilder builder() {
        return new SecretsCacheBuilder();
    }

    /**
     * The identity behind a name: that of the listed secret served under it, else of one of that name that a listing has
     * found, else the secret of that name in the default group.
     *
     * @param name a served name, a secret's name or an ARN
     * @return the identity
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public SecretId resolve(String name) {
        return resolve(SecretKind.SECRET, name);
    }

    /**
     * The identity behind a name of a secret or a parameter: that of the listed one served under it, else of
     * one of that name that a listing has found, else the one of that name in the default group, a parameter decrypted.
     *
     * @param kind a secret or a parameter
     * @param name a served name, the secret's or parameter's name, or an ARN; a parameter's may have a version or label
     *     appended, as for {@link SecretId#parameter}
     * @return the identity
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public SecretId resolve(SecretKind kind, String name) {
        return internals.listed().resolve(kind, name);
    }

    /** {@return the listed secrets, in the order given} */
    public List<ListedSecret> listed() {
        return internals.listed().secrets();
    }

    /**
     * Reads a secret, waiting for a fetch where the table above asks for it.
     *
     * @param name a served name, a secret's name or an ARN
     * @return the secret, perhaps stale
     * @throws SecretFetchException if it cannot be had, if the cache is closed, or if the thread is interrupted while it
     *     waits (its interrupt status stays set)
     * @throws IllegalArgumentException if the name is empty, too long or malformed
     */
    public CachedSecret get(String name) {
        return get(resolve(name));
    }

    /**
     * Reads a secret, waiting for a fetch where the table above asks for it.
     *
     * @param id which
     * @return the secret, perhaps stale
     * @throws SecretFetchException if it cannot be had, if the cache is closed, or if the thread is interrupted while it
     *     waits (its interrupt status stays set)
     */
    public CachedSecret get(SecretId id) {
        Objects.requireNonNull(id, "id");
        internals.checkOpen();
        return internals.reads().blocking(id.key());
    }

    /**
     * Reads a secret from memory only, without waiting and, within its ttl, without allocating. A read within the
     * stale-while-revalidate window starts a refresh in the background.
     *
     * @param id which
     * @return the secret, or {@code null} if {@link #get(SecretId)} would wait or fail; then it does not count as a read
     */
    public @Nullable CachedSecret getIfCached(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed() ? null : internals.reads().now(id.key());
    }

    /**
     * Reads a secret without blocking the caller.
     *
     * @param id which
     * @return completes as {@link #get(SecretId)} returns or throws; an exception is not wrapped
     */
    public CompletableFuture<CachedSecret> getAsync(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed()
                ? CompletableFuture.failedFuture(Failures.closed())
                : internals.reads().async(id.key());
    }

    /**
     * Fetches a secret now, whatever is cached ({@code refreshNow}), by a call that begins after this one. There is at
     * most one such call a second for each key; callers within that second share the next one. So it may take a second
     * longer than a read, but no more: if the call has not been made by then, because others go first, the caller is told
     * that it waited for its turn ({@code BUSY}); the call may still be made.
     *
     * @param id which
     * @return completes with the secret just fetched, or with the {@link SecretFetchException}: a transient failure keeps
     *     the old value, any other drops it
     */
    public CompletableFuture<CachedSecret> refresh(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed() ? CompletableFuture.failedFuture(Failures.closed()) : internals.refresh(id.key());
    }

    /**
     * Fetches anew all stages and versions of a secret that are held or being fetched, because somebody has changed the
     * secret: by calls that begin after this one, without the limit of {@link #refresh}. Nothing else is fetched.
     *
     * @param id the secret, by name or ARN; its stage and version do not matter
     * @return completes when that is done or has failed, within {@code requestTimeout}; never exceptionally. A transient failure
     *     keeps the old value
     */
    public CompletableFuture<Void> refreshHeld(SecretId id) {
        Objects.requireNonNull(id, "id");
        return internals.isClosed() ? CompletableFuture.completedFuture(null) : internals.refreshHeld(id);
    }

    /**
     * Fetches secrets that cannot be served from memory, in as few calls as possible. The failure of one does not affect
     * the others, and a transient failure does not make its key back off. With a ttl of zero nothing is fetched.
     *
     * @param ids which
     * @return completes when all are fetched or failed, with the failures; never exceptionally
     */
    public CompletableFuture<Map<SecretId, SecretFetchException>> prefetch(Collection<SecretId> ids) {
        List<SecretId> asked = List.copyOf(ids);
        return internals
                .prefetch(asked.stream().map(SecretId::key).toList())
                .thenApply(failures -> failuresOf(asked, failures));
    }

    private static Map<SecretId, SecretFetchException> failuresOf(
            List<SecretId> asked, Map<SecretId, SecretFetchException> byKey) {
        Map<SecretId, SecretFetchException> failures = new LinkedHashMap<>();
        for (SecretId id : asked) {
            SecretFetchException failure = byKey.get(id.key());
            if (failure != null) {
                failures.put(id, failure);
            }
        }
        return failures;
    }

    /**
     * Finds, page by page, what the {@linkplain SecretsCacheBuilder#listings listings} list that are not known or due, and
     * fetches it. A listing that fails does not spoil the rest; nor does a secret that was found and cannot be read, which is
     * logged and tried again. With a ttl of zero for its kind nothing is listed.
     *
     * @return completes when all are read or failed, with the failures; never exceptionally
     */
    public CompletableFuture<Map<Listing, SecretFetchException>> prefetchListings() {
        return internals.prefetchListings();
    }

    /** {@return the state of every listing} */
    public List<ListingStatus> listings() {
        return internals.listings();
    }

    /**
     * Refreshes what is due, in parallel: listings, listed secrets, and others read since their last refresh. What
     * failed is tried again when it has rested.
     *
     * @param deadline when to stop waiting, in wall-clock time; what is in flight then goes on
     * @return completes when that is done or the deadline is reached; never exceptionally
     */
    public CompletableFuture<Void> refreshDue(Instant deadline) {
        return internals.refreshDue(deadline);
    }

    /**
     * Adds a listener of version changes.
     *
     * @param listener the listener; held until it is removed
     */
    public void addListener(SecretVersionListener listener) {
        internals.changes().add(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Removes a listener; does nothing if it was not added.
     *
     * @param listener the listener
     */
    public void removeListener(SecretVersionListener listener) {
        internals.changes().remove(listener);
    }

    /** {@return the state of every entry and every listed secret, without values} */
    public List<EntryStatus> entries() {
        return internals.entries();
    }

    /** {@return the counters} */
    public SecretsCacheStats stats() {
        return internals.stats();
    }

    /** {@return the durations of calls of the source} */
    public FetchTimes fetchTimes() {
        return internals.fetchTimes();
    }

    /** {@return the state of each group's fetches, by name} */
    public List<GroupStatus> groups() {
        return internals.groups();
    }

    /**
     * The age of the listed secret that was fetched longest ago.
     *
     * @return its age, or {@code null} if no listed secret is held
     */
    public @Nullable Duration oldestListed() {
        return internals.oldestListed();
    }

    /**
     * Draws jitter and back-off anew, also for what is held. Call it in a process that was restored from a snapshot,
     * before its first read: otherwise it does everything at the same moments as the other copies.
     */
    public void afterRestore() {
        internals.afterRestore();
    }

    /**
     * Forgets all values, ends the threads, and closes the source. Waiting and later reads fail with
     * {@code CLOSED}. Idempotent.
     */
    @Override
    public void close() {
        internals.close();
    }
}
