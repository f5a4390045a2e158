package io.github.secretscache.core.testing;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A secret of {@link FakeSecretSource} with its versions. Guarded by the source. */
final class FakeSecret {
    private static final String PARTIAL_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    private static final Instant CREATED = Instant.parse("2026-10-01T12:00:00Z");

    private final String name;
    private final String arn;
    private final int serial;
    private final Map<String, Function<SecretValue.Description, SecretValue>> versions = new LinkedHashMap<>();
    private final Map<String, String> versionOfStage = new TreeMap<>();

    FakeSecret(String name, int serial) {
        this.name = name;
        this.arn = PARTIAL_ARN + name + "-" + String.format("%06d", serial);
        this.serial = serial;
    }

    String arn() {
        return arn;
    }

    boolean isNamed(String text) {
        return text.equals(name) || text.equals(arn) || text.equals(PARTIAL_ARN + name);
    }

    String put(Function<SecretValue.Description, SecretValue> payload) {
        String versionId = new UUID(serial, versions.size() + 1L).toString();
        versions.put(versionId, payload);
        String before = versionOfStage.put(SecretId.AWSCURRENT, versionId);
        if (before != null) {
            versionOfStage.put("AWSPREVIOUS", before);
        }
        return versionId;
    }

    void stage(String stage, String versionId) {
        if (!versions.containsKey(versionId)) {
            throw new IllegalArgumentException("secret " + name + " has no version " + versionId);
        }
        versionOfStage.put(stage, versionId);
    }

    Optional<SecretValue> version(SecretId id) {
        @Nullable String versionId = id.versionId() != null ? id.versionId() : versionOfStage.get(id.versionStage());
        if (versionId == null || !versions.containsKey(versionId)) {
            return Optional.empty();
        }
        List<String> stages = versionOfStage.entrySet().stream()
                .filter(stage -> stage.getValue().equals(versionId))
                .map(Map.Entry::getKey)
                .toList();
        if (id.versionId() != null && id.versionStage() != null && !stages.contains(id.versionStage())) {
            return Optional.empty();
        }
        return Optional.of(
                versions.get(versionId).apply(new SecretValue.Description(arn, name, versionId, stages, CREATED)));
    }
}
