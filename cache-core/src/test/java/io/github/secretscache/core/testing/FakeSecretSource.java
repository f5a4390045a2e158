package io.github.secretscache.core.testing;

import io.github.secretscache.core.Batching;
import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.ListedPath;
import io.github.secretscache.core.ListedTags;
import io.github.secretscache.core.Listing;
import io.github.secretscache.core.ListingPage;
import io.github.secretscache.core.ListingPage.Found;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SecretSource} that a test scripts: secrets with versions and stages as Secrets Manager keeps them, parameters
 * with versions and labels, failures on demand, a gate that holds fetches open, and counts of the calls. A secret is found by its name, full ARN or partial ARN,
 * in any group. Thread-safe.
 */
public final class FakeSecretSource implements SecretSource {
    private final Map<String, FakeSecret> secrets = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> tags = new ConcurrentSkipListMap<>();
    private final Map<String, FakeParameter> parameters = new ConcurrentSkipListMap<>();
    private final Map<String, Function<SecretId, SecretValue>> scripts = new ConcurrentHashMap<>();
    private final List<List<SecretId>> calls = new ArrayList<>();
    private final FakeGate gate = new FakeGate();
    private volatile @Nullable Reason outage;
    private volatile boolean closed;
    private int created;

    /** A source without secrets. */
    public FakeSecretSource() {}

    /**
     * Makes a text secret, or rotates it: the new version takes AWSCURRENT, the one before AWSPREVIOUS.
     *
     * @param name its name
     * @param text the payload
     * @return the new version's id
     */
    public synchronized String put(String name, String text) {
        return secret(name).put(description -> SecretValue.ofText(description, text));
    }

    /**
     * Makes a binary secret, or rotates it.
     *
     * @param name its name
     * @param payload the payload
     * @return the new version's id
     */
    public synchronized String putBinary(String name, byte[] payload) {
        return secret(name).put(description -> SecretValue.ofBinary(description, payload));
    }

    /**
     * Moves a staging label to a version.
     *
     * @param name the secret
     * @param stage the label
     * @param versionId the version that gets it
     */
    public synchronized void stage(String name, String stage, String versionId) {
        secret(name).stage(stage, versionId);
    }

    /**
     * Deletes a secret; one made later under the name has another ARN.
     *
     * @param name the secret
     */
    public void delete(String name) {
        secrets.remove(name);
    }

    /**
     * Gives a secret these tags in place of those that it has.
     *
     * @param name the secret
     * @param ofSecret its tags; empty for none
     */
    public synchronized void tag(String name, Map<String, String> ofSecret) {
        tags.put(name, Map.copyOf(ofSecret));
    }

    /**
     * Makes a parameter, or gives it a new version.
     *
     * @param name its name
     * @param type {@code String}, {@code StringList} or {@code SecureString}; of a parameter that is there it stays
     * @param text the payload
     * @return the new version
     */
    public synchronized int putParameter(String name, String type, String text) {
        return parameters
                .computeIfAbsent(name, key -> new FakeParameter(key, type))
                .put(text);
    }

    /**
     * Moves a label to a version of a parameter.
     *
     * @param name the parameter
     * @param label the label
     * @param version the version that gets it
     */
    public synchronized void labelParameter(String name, String label, int version) {
        parameters.get(name).label(label, version);
    }

    /**
     * Deletes a parameter.
     *
     * @param name the parameter
     */
    public void deleteParameter(String name) {
        parameters.remove(name);
    }

    /**
     * The ARN of a secret.
     *
     * @param name its name
     * @return its full ARN
     */
    public synchronized String arn(String name) {
        return secret(name).arn();
    }

    /**
     * Makes every fetch of a secret fail, until {@link #recover(String)}.
     *
     * @param name the secret's name or ARN, as it is asked for
     * @param reason why
     */
    public void fail(String name, Reason reason) {
        script(name, id -> {
            throw failure(id, reason);
        });
    }

    /**
     * Answers every fetch of a secret in a way of its own, until {@link #recover(String)}.
     *
     * @param name the secret's name or ARN, as it is asked for
     * @param answer returns or throws what the source shall
     */
    public void script(String name, Function<SecretId, SecretValue> answer) {
        scripts.put(name, answer);
    }

    /**
     * Ends what {@link #fail} or {@link #script} began.
     *
     * @param name the secret's name or ARN, as it is asked for
     */
    public void recover(String name) {
        scripts.remove(name);
    }

    /**
     * Makes every fetch fail.
     *
     * @param reason why, or {@code null} to end it
     */
    public void outage(@Nullable Reason reason) {
        outage = reason;
    }

    /** {@return the gate that every call passes before it is answered; open at first} */
    public FakeGate gate() {
        return gate;
    }

    /** {@return how many calls were made, a batch counted once} */
    public int calls() {
        synchronized (calls) {
            return calls.size();
        }
    }

    /**
     * Counts the calls that asked for a secret, in a batch or by itself.
     *
     * @param name the secret's name or ARN, as it is asked for
     * @return how many there were
     */
    public int calls(String name) {
        synchronized (calls) {
            return (int) calls.stream()
                    .filter(ids -> ids.stream().anyMatch(id -> id.name().equals(name)))
                    .count();
        }
    }

    /** {@return what each call asked for, in the order of the calls} */
    public List<List<SecretId>> log() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** {@return whether it was closed} */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public SecretValue fetch(SecretId id) {
        begin(List.of(id));
        return answer(id);
    }

    @Override
    public Map<SecretId, FetchOutcome> fetchBatch(List<SecretId> ids) {
        begin(ids);
        Map<SecretId, FetchOutcome> outcomes = new LinkedHashMap<>();
        ids.forEach(id -> outcomes.put(id, FetchOutcome.of(() -> answer(id))));
        return outcomes;
    }

    @Override
    public Batching batchingOf(SecretId id) {
        if (id.isParameter()) {
            return Batching.usual(id.group() + " parameters " + id.decrypted(), 10);
        }
        boolean isCurrent = SecretId.AWSCURRENT.equals(id.versionStage()) && id.versionId() == null;
        return isCurrent ? Batching.whenWarmingUp(id.group(), 20) : Batching.NONE;
    }

    /** Brings ten parameters, or 100 secrets, a page; in {@link #log()} it is a call for the listing. */
    @Override
    public ListingPage fetchPage(Listing listing, @Nullable String pageToken) {
        begin(List.of(listing.subject()));
        int from = pageToken == null ? 0 : Integer.parseInt(pageToken);
        refuse(listing.subject());
        List<Found> all = listing instanceof ListedPath path ? below(path) : tagged((ListedTags) listing);
        int to = Math.min(all.size(), from + (listing instanceof ListedPath ? 10 : 100));
        return new ListingPage(all.subList(from, to), to < all.size() ? String.valueOf(to) : null);
    }

    private synchronized List<Found> below(ListedPath path) {
        return parameters.values().stream()
                .filter(parameter -> parameter.name().startsWith(path.path()))
                .map(parameter -> Found.of(parameter.newest()))
                .toList();
    }

    private synchronized List<Found> tagged(ListedTags listing) {
        return tags.entrySet().stream()
                .filter(one -> secrets.containsKey(one.getKey())
                        && one.getValue().entrySet().containsAll(listing.tags().entrySet()))
                .map(one -> new Found(one.getKey(), secret(one.getKey()).arn(), null))
                .toList();
    }

    @Override
    public String routeOf(SecretId id) {
        return id.isParameter() ? id.group() + "/parameters" : id.group();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void begin(List<SecretId> ids) {
        synchronized (calls) {
            calls.add(ids);
        }
        gate.pass(ids);
    }

    private SecretValue answer(SecretId id) {
        refuse(id);
        Function<SecretId, SecretValue> script = scripts.get(id.name());
        return script == null ? value(id) : script.apply(id);
    }

    private void refuse(SecretId id) {
        Reason reason = closed ? Reason.CLOSED : outage;
        if (reason != null) {
            throw failure(id, reason);
        }
    }

    private synchronized SecretValue value(SecretId id) {
        if (id.isParameter()) {
            return parameters.values().stream()
                    .filter(parameter -> parameter.isNamed(id.name()))
                    .findAny()
                    .flatMap(parameter -> parameter.version(id))
                    .orElseThrow(() -> failure(id, Reason.NOT_FOUND));
        }
        return secrets.values().stream()
                .filter(secret -> secret.isNamed(id.name()))
                .findAny()
                .flatMap(secret -> secret.version(id))
                .orElseThrow(() -> failure(id, Reason.NOT_FOUND));
    }

    private FakeSecret secret(String name) {
        return secrets.computeIfAbsent(name, key -> new FakeSecret(key, ++created));
    }

    private static SecretFetchException failure(SecretId id, Reason reason) {
        return new SecretFetchException(
                reason, id.kind().noun() + " " + id.name() + ": " + reason + " (scripted)", null);
    }
}
