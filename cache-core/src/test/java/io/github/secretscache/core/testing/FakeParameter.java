package io.github.secretscache.core.testing;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parameter of {@link FakeSecretSource} with its versions. Guarded by the source. */
final class FakeParameter {
    private static final Instant CREATED = Instant.parse("2026-10-01T12:00:00Z");

    private final String name;
    private final String arn;
    private final String type;
    private final List<String> versions = new ArrayList<>();
    private final Map<String, Integer> versionOfLabel = new HashMap<>();

    FakeParameter(String name, String type) {
        this.name = name;
        this.arn = "arn:aws:ssm:eu-west-1:123456789012:parameter" + (name.startsWith("/") ? "" : "/") + name;
        this.type = type;
    }

    String name() {
        return name;
    }

    String arn() {
        return arn;
    }

    boolean isNamed(String text) {
        return text.equals(name) || text.equals(arn);
    }

    int put(String text) {
        versions.add(text);
        return versions.size();
    }

    void label(String label, int version) {
        versionOfLabel.put(label, version);
    }

    SecretValue newest() {
        return value(versions.size(), true);
    }

    Optional<SecretValue> version(SecretId id) {
        Integer version = versions.size();
        if (id.versionId() != null) {
            version = Integer.valueOf(id.versionId());
        } else if (id.versionStage() != null) {
            version = versionOfLabel.get(id.versionStage());
        }
        return version == null || version > versions.size()
                ? Optional.empty()
                : Optional.of(value(version, id.decrypted()));
    }

    private SecretValue value(int version, boolean decrypted) {
        boolean hidden = type.equals("SecureString") && !decrypted;
        return SecretValue.ofText(
                SecretValue.Description.ofParameter(arn, name, version, type).withCreatedDate(CREATED),
                hidden ? "encrypted" : versions.get(version - 1));
    }
}
