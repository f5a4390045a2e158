package io.github.secretscache.locallambda.aws;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one account in one region, with the rules of the service: names and ARNs, versions, deletion with a
 * recovery window. Thread-safe; it returns copies.
 */
final class SecretsAccount {

    private static final String SUFFIX_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int SUFFIX_LENGTH = 6;

    private final String arnPrefix;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, AccountSecret> secrets = new TreeMap<>();

    SecretsAccount(String region, String accountId, InstantSource clock) {
        this.arnPrefix = "arn:aws:secretsmanager:" + region + ":" + accountId + ":secret:";
        this.clock = clock;
    }

    /** A secret without its values. */
    record Identity(String arn, String name) {}

    /** The result of DeleteSecret; from {@code gone} on the secret cannot be restored. */
    record Deletion(Identity secret, Instant gone) {}

    /** One version; {@code stages} in alphabetical order. */
    record Version(Identity secret, String id, StoredValue value, List<String> stages, Instant created) {}

    /** Everything about a secret except its values; versions without a label are left out, as in the service. */
    record Description(
            Identity secret,
            String text,
            Instant created,
            Instant changed,
            @Nullable Instant accessed,
            @Nullable Instant deleted,
            Map<String, List<String>> stagesByVersion,
            Map<String, String> tags) {}

    synchronized Version read(String id, @Nullable String versionId, @Nullable String stage) {
        AccountSecret secret = live(id);
        SecretVersion version = secret.version(versionId, stage);
        secret.accessed = clock.instant();
        return copy(secret, version);
    }

    /** The token becomes the version's id; a secret created without a value has no version. */
    synchronized Identity create(String name, String description, String token, @Nullable StoredValue value) {
        purge();
        AccountSecret existing = secrets.get(name);
        if (existing != null) {
            return repeatedCreate(existing, token, value);
        }
        AccountSecret secret = new AccountSecret(name, newArn(name), description, clock.instant());
        if (value != null) {
            secret.add(new SecretVersion(token, value, secret.created), Set.of(AccountSecret.CURRENT));
        }
        secrets.put(name, secret);
        return identity(secret);
    }

    private static Identity repeatedCreate(AccountSecret existing, String token, @Nullable StoredValue value) {
        if (existing.deleted != null) {
            throw ServiceException.invalidRequest("You can't create this secret because a secret with this name is"
                    + " already scheduled for deletion.");
        }
        SecretVersion version = existing.versions.get(token);
        if (version == null || !version.value.equals(value)) {
            throw ServiceException.exists(
                    "The operation failed because the secret " + existing.name + " already exists.");
        }
        return identity(existing);
    }

    synchronized Version put(String id, String token, StoredValue value, Set<String> stages) {
        AccountSecret secret = live(id);
        SecretVersion version = secret.versions.get(token);
        if (version == null) {
            version = new SecretVersion(token, value, clock.instant());
            secret.add(version, stages);
        } else if (!version.value.equals(value)) {
            throw ServiceException.exists("You can't use ClientRequestToken " + token
                    + " because that value is already in use for a version of secret " + secret.arn + ".");
        }
        return copy(secret, version);
    }

    synchronized Identity restage(String id, String stage, @Nullable String removeFrom, @Nullable String moveTo) {
        AccountSecret secret = live(id);
        secret.restage(stage, removeFrom, moveTo);
        secret.changed = clock.instant();
        return identity(secret);
    }

    /**
     * Schedules the deletion, or deletes now for a window of zero. As in the service, deleting a secret that does not
     * exist is an error only if there is a window.
     */
    synchronized Deletion delete(String id, Duration window) {
        Instant gone = clock.instant().plus(window);
        Optional<AccountSecret> found = find(id);
        if (window.isZero()) {
            found.ifPresent(secret -> secrets.remove(secret.name));
            return new Deletion(
                    found.map(SecretsAccount::identity).orElseGet(() -> new Identity(newArn(id), id)), gone);
        }
        AccountSecret secret = found.orElseThrow(ServiceException::notFound);
        if (secret.deleted != null) {
            throw markedForDeletion();
        }
        secret.deleted = clock.instant();
        secret.gone = gone;
        return new Deletion(identity(secret), gone);
    }

    synchronized Identity restore(String id) {
        AccountSecret secret = find(id).orElseThrow(ServiceException::notFound);
        secret.deleted = null;
        secret.gone = null;
        return identity(secret);
    }

    /** Sets the description, unless it is null. */
    synchronized Identity describe(String id, @Nullable String description) {
        AccountSecret secret = live(id);
        if (description != null) {
            secret.description = description;
            secret.changed = clock.instant();
        }
        return identity(secret);
    }

    synchronized void tag(String id, Map<String, String> tags) {
        live(id).tags.putAll(tags);
    }

    synchronized void untag(String id, Collection<String> keys) {
        live(id).tags.keySet().removeAll(keys);
    }

    synchronized Description describe(String id) {
        return describe(find(id).orElseThrow(ServiceException::notFound));
    }

    synchronized List<Description> list(boolean withDeleted) {
        purge();
        List<Description> all = new ArrayList<>();
        for (AccountSecret secret : secrets.values()) {
            if (withDeleted || secret.deleted == null) {
                all.add(describe(secret));
            }
        }
        return all;
    }

    /** The secret for an id: a name, an ARN, or an ARN without the random ending. */
    synchronized Optional<Identity> identify(String id) {
        return find(id).map(SecretsAccount::identity);
    }

    private AccountSecret live(String id) {
        AccountSecret secret = find(id).orElseThrow(ServiceException::notFound);
        if (secret.deleted != null) {
            throw markedForDeletion();
        }
        return secret;
    }

    private Optional<AccountSecret> find(String id) {
        purge();
        if (!id.startsWith("arn:")) {
            return Optional.ofNullable(secrets.get(id));
        }
        if (!id.startsWith(arnPrefix)) {
            return Optional.empty();
        }
        Optional<AccountSecret> exact =
                secrets.values().stream().filter(s -> s.arn.equals(id)).findFirst();
        return exact.or(() -> Optional.ofNullable(secrets.get(id.substring(arnPrefix.length()))));
    }

    private void purge() {
        Instant now = clock.instant();
        secrets.values().removeIf(s -> s.gone != null && !s.gone.isAfter(now));
    }

    private String newArn(String name) {
        StringBuilder arn = new StringBuilder(arnPrefix).append(name).append('-');
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            arn.append(SUFFIX_CHARACTERS.charAt(random.nextInt(SUFFIX_CHARACTERS.length())));
        }
        return arn.toString();
    }

    private static ServiceException markedForDeletion() {
        return ServiceException.invalidRequest(
                "You can't perform this operation on the secret because it was marked for deletion.");
    }

    private static Identity identity(AccountSecret secret) {
        return new Identity(secret.arn, secret.name);
    }

    private static Version copy(AccountSecret secret, SecretVersion version) {
        return new Version(identity(secret), version.id, version.value, List.copyOf(version.stages), version.created);
    }

    private static Description describe(AccountSecret secret) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        secret.versions.forEach((id, version) -> {
            if (!version.stages.isEmpty()) {
                stages.put(id, List.copyOf(version.stages));
            }
        });
        return new Description(
                identity(secret),
                secret.description,
                secret.created,
                secret.changed,
                secret.accessed,
                secret.deleted,
                stages,
                Map.copyOf(secret.tags));
    }
}
