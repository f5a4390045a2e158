package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret or parameter that a reader asks for, whatever path it came on.
 *
 * @param name the name as it was asked for
 * @param id the secret and version it stands for
 * @param asConfigured of a secret: whether nothing but that name, and perhaps a member, is asked for
 * @param refreshNow whether to fetch whatever is cached
 * @param jsonKey the member of the JSON object to answer with, or {@code null} for the whole secret
 */
record SecretRead(
        String name,
        SecretId id,
        boolean asConfigured,
        boolean refreshNow,
        @Nullable String jsonKey) {
    /** {@return how the list of allowed names spells it; a parameter that stands for a secret is that secret} */
    String allowedAs() {
        SecretId secret = id.referencedSecret();
        if (secret != null) {
            return secret.name();
        }
        return id.isParameter() ? AllowList.PARAMETER + name : name;
    }

    /**
     * The version that a name and two optional choices stand for.
     *
     * @throws RequestException if there can be none
     */
    static SecretId id(SecretsCache cache, String name, @Nullable String versionStage, @Nullable String versionId) {
        return checked(() -> {
            SecretId configured = cache.resolve(name);
            return versionStage == null && versionId == null
                    ? configured
                    : new SecretId(configured.group(), configured.name(), versionStage, versionId);
        });
    }

    /** @throws RequestException if there can be no such id */
    static SecretId checked(Supplier<SecretId> id) {
        try {
            return id.get();
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_NAME, "No secret can have this name or version: " + e.getMessage());
        }
    }
}
