package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import java.util.function.UnaryOperator;
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
    /** Begins a name that says its region itself. */
    static final String ARN = "arn:";

    /**
     * Finds out what that stands for here: a name may be one that a listed parameter is served under.
     *
     * @throws RequestException if no parameter can have this name, version or label
     */
    SecretRead read(SecretsCache cache, boolean refreshNow, @Nullable String jsonKey) {
        return checked(asked -> at(cache.resolve(SecretKind.PARAMETER, asked.name()), asked), refreshNow, jsonKey);
    }

    /**
     * Finds out what that stands for to the service, which knows neither other names nor versions by configuration.
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
            // Of one that stands for a secret: that there can be such a secret.
            var unused = id.referencedSecret();
            return new SecretRead(asked.name(), id, false, refreshNow, jsonKey);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    ErrorCode.INVALID_NAME, "No parameter can have this name, version or label: " + e.getMessage());
        }
    }

    /** What is chosen beside a name counts before what is chosen behind it, and that before what is configured. */
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
