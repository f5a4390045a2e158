package io.github.secretscache.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataException;

/** A secret cannot be imported. Holds no value of a secret. */
final class SecretImportException extends ConfigDataException {
    private final String action;

    SecretImportException(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    /** {@return what to do} */
    String action() {
        return action;
    }
}
