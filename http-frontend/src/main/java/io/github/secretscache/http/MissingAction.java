package io.github.secretscache.http;

import io.github.secretscache.core.SecretSourceException;
import io.github.secretscache.core.SecretSourceException.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names the IAM action that a denied read lacks, as far as AWS says which. */
final class MissingAction {
    private static final Pattern NAMED = Pattern.compile("not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)");

    private MissingAction() {}

    /** {@return the action, or {@code null} if a missing permission is not the cause} */
    static @Nullable String of(SecretSourceException failure) {
        if (failure.reason() != Reason.ACCESS_DENIED) {
            return null;
        }
        String said = text(failure) + ' ' + text(failure.getCause());
        Matcher named = NAMED.matcher(said);
        if (named.find()) {
            return named.group(1);
        }
        // The service's words where the secret may be read but its key may not be used.
        return said.contains("Access to KMS is not allowed") ? "kms:Decrypt" : "secretsmanager:GetSecretValue";
    }

    private static String text(@Nullable Throwable failure) {
        return failure == null || failure.getMessage() == null ? "" : failure.getMessage();
    }
}
