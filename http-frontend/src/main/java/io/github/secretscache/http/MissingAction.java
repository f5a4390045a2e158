package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The IAM action whose permission is missing: the first one that the failure's message names, else that of a read. */
final class MissingAction {
    static final String ASSUME_ROLE = "sts:AssumeRole";

    private static final Pattern ACTION = Pattern.compile("\\b(?:secretsmanager|ssm|kms|sts):[A-Z][A-Za-z]+");

    private MissingAction() {}

    /** {@return the action, or {@code null} if a missing permission is not the cause} */
    static @Nullable String of(SecretFetchException failure) {
        if (failure.reason() != Reason.ACCESS_DENIED) {
            return null;
        }
        String message = String.valueOf(failure.getMessage());
        Matcher action = ACTION.matcher(message);
        if (action.find()) {
            return action.group();
        }
        return message.startsWith("parameter ") ? "ssm:GetParameter" : "secretsmanager:GetSecretValue";
    }
}
