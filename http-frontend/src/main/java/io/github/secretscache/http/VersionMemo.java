package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * Remembers what a reply needs of a version, made once for each version: a hit is answered on a thread that all readers
 * share. Keeps no version alive, so a remembered object must not refer to its version.
 */
final class VersionMemo<T> {
    /**
     * Compared by identity, as {@code SecretValue} is. The object for a version is dropped at the first look-up after
     * that version was garbage-collected.
     */
    private final Map<SecretValue, T> made = Collections.synchronizedMap(new WeakHashMap<>());

    private final Function<SecretValue, T> maker;

    VersionMemo(Function<SecretValue, T> maker) {
        this.maker = maker;
    }

    T of(SecretValue value) {
        return made.computeIfAbsent(value, maker);
    }

    /** {@return only the number of versions: the objects may hold a secret} */
    @Override
    public String toString() {
        return "VersionMemo[" + made.size() + "]";
    }
}
