package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

    /** The one asked for last: most readers ask for one secret again and again, and the map takes longer. */
    private volatile @Nullable Last<T> last;

    private record Last<T>(WeakReference<SecretValue> value, T object) {}

    VersionMemo(Function<SecretValue, T> maker) {
        this.maker = maker;
    }

    T of(SecretValue value) {
        Last<T> before = last;
        if (before != null && before.value.get() == value) {
            return before.object;
        }
        T object = made.computeIfAbsent(value, maker);
        last = new Last<>(new WeakReference<>(value), object);
        return object;
    }

    /** {@return only the number of versions: the objects may hold a secret} */
    @Override
    public String toString() {
        return "VersionMemo[" + made.size() + "]";
    }
}
