package io.github.secretscache.extension.api;

import org.jspecify.annotations.Nullable;

/**
 * Lambda's answer to {@code register}.
 *
 * @param extensionId the id that every later call sends; a new one after every re-init
 * @param functionName the function's name
 * @param functionVersion the function's version, such as {@code $LATEST}
 * @param handler the function's handler setting; may be empty
 * @param accountId the account, or {@code null} if the platform does not say
 */
public record Registration(
        String extensionId,
        String functionName,
        String functionVersion,
        String handler,
        @Nullable String accountId) {}
