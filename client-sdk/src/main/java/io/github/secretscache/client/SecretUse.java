package io.github.secretscache.client;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a caller wants to do with a secret. */
record SecretUse<T, R extends @Nullable Object, X extends Exception>(
        String name,
        Class<T> type,
        SecretAction<? super T, ? extends R, X> action,
        Predicate<? super Exception> isAuthFailure) {}
