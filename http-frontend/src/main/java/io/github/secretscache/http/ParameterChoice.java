package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which parameter a reader asks for, in the terms of GetParameter.
 *
 * @param name a name, the served name of a listed parameter, or an ARN; may have {@code :version} or {@code :label}
 *     appended
 * @param version the version given separately, or {@code null}
 * @param label the label given separately, or {@code null}
 * @param decrypted whether a SecureString is read in the clear; {@code null} for the configured way or, without one, in
 *     the clear
 */
record ParameterChoice(
        String name,
        @Nullable String version,
        @Nullable String label,
        @Nullable Boolean decrypted) {
    /** Begins a name that says its region itself. */
    static final String ARN = "arn:";

    /**
     * Finds the parameter in the cache: the name may be the served name of a listed parameter.
     *
     * @throws RequestException if no parameter can have this name, version or label
     */
    SecretRead read(SecretsCache cache, boolean refreshNow, @Nullable String jsonKey) {
        return checked(asked -> at(cache.resolve(SecretKind.PARAMETER, asked.name()), asked), refreshNow, jsonKey);
    }

    /**
     * Finds the parameter for the service, which knows no served names and no configured versions.
     *
     * @throws RequestException if no parameter can have this name, version or label
     */
    SecretRead readAsService(SecretsCache cache) {
        return checked(
                asked -> asked.name().startsWith(ARN)
                        ? asked.inGroup(cache.resolve(SecretKind.PARAMETER, asked.name())
                                .group())
                        : asked,
                false,
                null);
    }

    private SecretRead checked(UnaryOperator<SecretId> found, boolean refreshNow, @Nullable String jsonKey) {
        try {
            SecretId asked = SecretId.parameter(name);
            SecretId id = found.apply(asked);
            id = decrypted == null ? id : id.decrypted(decrypted);
            // If it refers to a secret, that must be a possible secret.
            var unused = id.referencedSecret();
            return new SecretRead(asked.name(), id, false, refreshNow, jsonKey);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_NAME, "No parameter can have this name, version or label: " + e.getMessage());
        }
    }

    /** A version or label given separately wins over one appended to the name, and that wins over the configured one. */
    private SecretId at(SecretId configured, SecretId asked) {
        if (version != null || label != null) {
            return with(configured, label, version);
        }
        return asked.versionStage() == null && asked.versionId() == null
                ? configured
                : with(configured, asked.versionStage(), asked.versionId());
    }

    private static SecretId with(SecretId id, @Nullable String label, @Nullable String version) {
        return new SecretId(id.kind(), id.group(), id.name(), label, version, id.decrypted());
    }
}
