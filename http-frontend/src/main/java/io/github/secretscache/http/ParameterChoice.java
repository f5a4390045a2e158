package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import org.jspecify.annotations.Nullable;

/**
 * Which parameter a reader asks for, in the words of GetParameter.
 *
 * @param name a name, one of a listed parameter's, or an ARN; perhaps with {@code :version} or {@code :label} behind it
 * @param version the version beside it, or {@code null}
 * @param label the label beside it, or {@code null}
 * @param decrypted whether a SecureString is read in the clear; {@code null} for as it is configured, else in the clear
 */
record ParameterChoice(
        String name,
        @Nullable String version,
        @Nullable String label,
        @Nullable Boolean decrypted) {
    /**
     * Finds out what that stands for.
     *
     * @throws RequestException if no parameter can have this name, version or label
     */
    SecretRead read(SecretsCache cache, boolean refreshNow, @Nullable String jsonKey) {
        try {
            SecretId asked = SecretId.parameter(name);
            SecretId id = chosen(asked, cache);
            // Of one that stands for a secret: that there can be such a secret.
            var unused = id.referencedSecret();
            return new SecretRead(asked.name(), id, false, refreshNow, jsonKey);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_NAME, "No parameter can have this name, version or label: " + e.getMessage());
        }
    }

    private SecretId chosen(SecretId asked, SecretsCache cache) {
        SecretId id = cache.resolve(SecretKind.PARAMETER, asked.name());
        if (version != null || label != null) {
            id = new SecretId(id.kind(), id.group(), id.name(), label, version, id.decrypted());
        } else if (asked.versionStage() != null || asked.versionId() != null) {
            id = new SecretId(
                    id.kind(), id.group(), id.name(), asked.versionStage(), asked.versionId(), id.decrypted());
        }
        return decrypted == null ? id : id.decrypted(decrypted);
    }
}
