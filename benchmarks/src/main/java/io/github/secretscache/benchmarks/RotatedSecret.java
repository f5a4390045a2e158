package io.github.secretscache.benchmarks;

import io.github.secretscache.jdbc.testing.DatabaseRotation;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A secret in Secrets Manager, rotated by moving stages, as rotation functions do. Not thread-safe. */
final class RotatedSecret implements DatabaseRotation.Versions {
    private final SecretsManagerClient secretsManager;
    private final String name;
    private String current = "";
    private String pending = "";

    RotatedSecret(SecretsManagerClient secretsManager, String name) {
        this.secretsManager = secretsManager;
        this.name = name;
    }

    @Override
    public void putPending(String secret) {
        pending = secretsManager
                .putSecretValue(
                        request -> request.secretId(name).secretString(secret).versionStages("AWSPENDING"))
                .versionId();
    }

    @Override
    public void promote(String secret) {
        if (current.isEmpty()) {
            current = secretsManager
                    .createSecret(request -> request.name(name).secretString(secret))
                    .versionId();
            return;
        }
        secretsManager.updateSecretVersionStage(request -> request.secretId(name)
                .versionStage("AWSCURRENT")
                .moveToVersionId(pending)
                .removeFromVersionId(current));
        current = pending;
    }
}
