package io.github.secretscache.http;

import io.github.secretscache.core.SecretValue;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * What a reply needs of a version, whoever asks and whenever; made once for each: a hit is answered on a thread that all
 * readers share. Keeps no version alive; what is made must not refer to the version, or it would.
 */
final class VersionMemo<T> {
    /**
     * By identity, which is what a {@code SecretValue} is equal by. What was made of a version is let go at the first
     * look-up after that version was collected.
     */
    private final Map<SecretValue, T> made = Collections.synchronizedMap(new WeakHashMap<>());

    private final Function<SecretValue, T> maker;

    VersionMemo(Function<SecretValue, T> maker) {
        this.maker = maker;
    }

    T of(SecretValue value) {
        return made.computeIfAbsent(value, maker);
    }

    /** {@return the number of versions alone: what is made may hold a secret} */
    @Override
    public String toString() {
        return "VersionMemo[" + made.size() + "]";
    }
}
