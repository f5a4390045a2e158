package io.github.secretscache.locallambda.aws;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One secret: its versions, and the rules by which staging labels move between them; guarded by the
 * {@link SecretsAccount}. A label is on at most one version.
 */
final class AccountSecret {

    static final String CURRENT = "AWSCURRENT";
    static final String PREVIOUS = "AWSPREVIOUS";
    static final String PENDING = "AWSPENDING";

    final String name;
    final String arn;
    String description;
    final Instant created;
    final Map<String, SecretVersion> versions = new LinkedHashMap<>();
    final Map<String, String> tags = new LinkedHashMap<>();
    Instant changed;

    @Nullable
    Instant accessed;

    @Nullable
    Instant deleted;

    @Nullable
    Instant gone;

    AccountSecret(String name, String arn, String description, Instant created) {
        this.name = name;
        this.arn = arn;
        this.description = description;
        this.created = created;
        this.changed = created;
    }

    Optional<SecretVersion> holding(String stage) {
        return versions.values().stream().filter(v -> v.stages.contains(stage)).findFirst();
    }

    /** The requested version: by id, by label, by both if they agree, or AWSCURRENT if neither is given. */
    SecretVersion version(@Nullable String id, @Nullable String stage) {
        if (id == null) {
            String label = stage == null ? CURRENT : stage;
            return holding(label)
                    .orElseThrow(() -> ServiceException.notFound(
                            "Secrets Manager can't find the specified secret value for staging label: " + label));
        }
        SecretVersion version = versions.get(id);
        if (version == null) {
            throw ServiceException.notFound(
                    "Secrets Manager can't find the specified secret value for VersionId: " + id);
        }
        if (stage != null && !version.stages.contains(stage)) {
            throw ServiceException.invalidRequest(
                    "You provided a VersionStage that is not associated to the provided VersionId.");
        }
        return version;
    }

    /** Adds a version and moves the labels to it; the first version gets AWSCURRENT in any case. */
    void add(SecretVersion version, Set<String> stages) {
        boolean first = versions.isEmpty();
        versions.put(version.id, version);
        for (String stage : stages) {
            move(stage, version);
        }
        if (first) {
            move(CURRENT, version);
        }
        changed = version.created;
    }

    /** UpdateSecretVersionStage. */
    void restage(String stage, @Nullable String removeFrom, @Nullable String moveTo) {
        String holder = holding(stage).map(v -> v.id).orElse(null);
        if (removeFrom != null && !removeFrom.equals(holder)) {
            throw ServiceException.invalidParameter("The parameter RemoveFromVersionId is " + removeFrom
                    + ", but staging label " + stage + " is not attached to that version.");
        }
        if (moveTo == null) {
            remove(stage, removeFrom);
            return;
        }
        SecretVersion target = versions.get(moveTo);
        if (target == null) {
            throw ServiceException.notFound(
                    "Secrets Manager can't find the specified secret value for VersionId: " + moveTo);
        }
        if (holder != null && removeFrom == null && !holder.equals(moveTo)) {
            throw ServiceException.invalidParameter(
                    "The parameter RemoveFromVersionId can't be empty. Staging label " + stage
                            + " is currently attached to version " + holder
                            + ", so you must explicitly reference that version in RemoveFromVersionId.");
        }
        move(stage, target);
    }

    private void remove(String stage, @Nullable String removeFrom) {
        if (removeFrom == null) {
            throw ServiceException.invalidParameter(
                    "You must provide a value for RemoveFromVersionId, MoveToVersionId or both.");
        }
        if (stage.equals(CURRENT)) {
            throw ServiceException.invalidParameter("You can only move staging label " + CURRENT
                    + " to a different secret version. It can't be completely removed.");
        }
        Objects.requireNonNull(versions.get(removeFrom)).stages.remove(stage);
    }

    /** When AWSCURRENT moves, AWSPREVIOUS moves to the version that was current, and that version loses AWSPENDING. */
    private void move(String stage, SecretVersion target) {
        SecretVersion former = holding(stage).orElse(null);
        if (former == target) {
            return;
        }
        if (former != null) {
            former.stages.remove(stage);
        }
        target.stages.add(stage);
        if (stage.equals(CURRENT) && former != null) {
            former.stages.remove(PENDING);
            move(PREVIOUS, former);
        }
    }
}
