package io.github.secretscache.layer.config;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** An amount within bounds. */
final class Quantity<T> implements ValueType<T> {
    private final Bounds bounds;
    private final LongFunction<T> ofAmount;
    private final ToLongFunction<T> toAmount;

    /**
     * Bounds, in the base unit of the format.
     *
     * @param zero what 0 means if it is accepted below {@code min}, or {@code null} if it is not accepted
     */
    private record Bounds(
            QuantityFormat format,
            long min,
            long max,
            @Nullable String zero) {
        boolean hold(long amount) {
            return (amount >= min && amount <= max) || (amount == 0 && zero != null);
        }
    }

    private Quantity(Bounds bounds, LongFunction<T> ofAmount, ToLongFunction<T> toAmount) {
        this.bounds = bounds;
        this.ofAmount = ofAmount;
        this.toAmount = toAmount;
    }

    static Quantity<Duration> time(QuantityFormat format, Duration min, Duration max) {
        Bounds bounds = new Bounds(format, min.toMillis(), max.toMillis(), null);
        return new Quantity<>(bounds, Duration::ofMillis, Duration::toMillis);
    }

    static Quantity<Long> bytes(long min, long max) {
        return new Quantity<>(new Bounds(QuantityFormat.BYTES, min, max, null), bytes -> bytes, bytes -> bytes);
    }

    static Quantity<Integer> count(int min, int max) {
        Bounds bounds = new Bounds(QuantityFormat.COUNT, min, max, null);
        return new Quantity<>(bounds, Math::toIntExact, number -> number);
    }

    /** {@return the same quantity, which also accepts 0} */
    Quantity<T> orZero(String meaning) {
        return new Quantity<>(new Bounds(bounds.format, bounds.min, bounds.max, meaning), ofAmount, toAmount);
    }

    /** {@return the same quantity in another format} */
    Quantity<T> in(QuantityFormat format) {
        return new Quantity<>(new Bounds(format, bounds.min, bounds.max, bounds.zero), ofAmount, toAmount);
    }

    @Override
    public @Nullable T parse(String text) {
        long amount = bounds.format.parse(text);
        return amount != QuantityFormat.MALFORMED && bounds.hold(amount) ? ofAmount.apply(amount) : null;
    }

    @Override
    public String format(T value) {
        return bounds.format.format(toAmount.applyAsLong(value));
    }

    @Override
    public String expected() {
        String range = "from " + bounds.format.format(bounds.min) + " to " + bounds.format.format(bounds.max);
        return bounds.format.description() + ", " + range + (bounds.zero == null ? "" : ", or 0 (" + bounds.zero + ")");
    }

    @Override
    public T atMostTheLargest(T value) {
        return toAmount.applyAsLong(value) > bounds.max ? ofAmount.apply(bounds.max) : value;
    }
}
