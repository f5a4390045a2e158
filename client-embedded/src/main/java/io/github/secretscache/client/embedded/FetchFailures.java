package io.github.secretscache.client.embedded;

import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretKind;

/** Maps a failure of the cache to the client's exceptions, as client-sdk does for the extension's answers. */
final class FetchFailures {
    private FetchFailures() {}

    static SecretsCacheException of(SecretKind kind, String name, SecretFetchException e) {
        String subject = subject(kind, name);
        return switch (e.reason()) {
            case NOT_FOUND, SCHEDULED_FOR_DELETION ->
                new SecretNotFoundException(name, subject + "was not found: " + e.getMessage(), e);
            case ACCESS_DENIED, DECRYPTION_FAILED ->
                new SecretAccessDeniedException(name, subject + "may not be read: " + e.getMessage(), e);
            case INVALID_REQUEST -> new SecretsCacheException(name, subject + "cannot be read: " + e.getMessage(), e);
            default -> new SecretsCacheUnavailableException(name, subject + "is not available: " + e.getMessage(), e);
        };
    }

    static String subject(SecretKind kind, String name) {
        return (kind == SecretKind.PARAMETER ? "Parameter" : "Secret") + " \"" + name + "\" ";
    }
}
