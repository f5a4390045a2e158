package io.github.secretscache.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The decoded values of one content, by the type or decoder that made them (compared by identity). Reading takes no
 * lock and allocates nothing.
 */
final class DecodedValues {
    /** A function has a handful of types for a secret; the bound is for decoders made anew for each call. */
    private static final int LIMIT = 8;

    /** Key, value, key, value; an array is never changed after it was assigned. */
    private volatile Object[] pairs = {};

    @Nullable
    Object find(Object key) {
        Object[] current = pairs;
        for (int i = 0; i < current.length; i += 2) {
            if (current[i] == key) {
                return current[i + 1];
            }
        }
        return null;
    }

    /** {@return the value to use: that of the first thread that added this key} */
    synchronized Object keep(Object key, Object value) {
        Object known = find(key);
        if (known != null) {
            return known;
        }
        Object[] current = pairs;
        int from = current.length == 2 * LIMIT ? 2 : 0;
        Object[] next = Arrays.copyOfRange(current, from, current.length + 2);
        next[next.length - 2] = key;
        next[next.length - 1] = value;
        pairs = next;
        return value;
    }
}
