package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret or parameter that a reader asks for, whatever path it came on.
 *
 * @param name the name as it was asked for
 * @param id the secret and version that it means
 * @param asConfigured for a secret: whether only its name, and perhaps a member, is asked for
 * @param refreshNow whether to fetch whatever is cached
 * @param jsonKey the member of the JSON object to answer with, or {@code null} for the whole secret
 */
record SecretRead(
        String name,
        SecretId id,
        boolean asConfigured,
        boolean refreshNow,
        @Nullable String jsonKey) {
    /** {@return its name for the allow-list; for a parameter that refers to a secret, that secret's name} */
    String allowedAs() {
        SecretId secret = id.referencedSecret();
        if (secret != null) {
            return secret.name();
        }
        return id.isParameter() ? AllowList.PARAMETER + name : name;
    }

    /**
     * The identity for a name and two optional choices.
     *
     * @throws RequestException if no secret can have it
     */
    static SecretId id(SecretsCache cache, String name, @Nullable String versionStage, @Nullable String versionId) {
        try {
            SecretId configured = cache.resolve(name);
            return versionStage == null && versionId == null
                    ? configured
                    : new SecretId(configured.group(), configured.name(), versionStage, versionId);
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    /** @throws RequestException if no secret can have this id */
    static SecretId checked(Supplier<SecretId> id) {
        try {
            return id.get();
        } catch (IllegalArgumentException e) {
            throw invalid(e);
        }
    }

    private static RequestException invalid(IllegalArgumentException e) {
        return new RequestException(
                ErrorCode.INVALID_NAME, "No secret can have this name or version: " + e.getMessage());
    }
}
