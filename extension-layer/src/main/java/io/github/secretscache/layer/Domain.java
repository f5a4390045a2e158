package io.github.secretscache.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a setting may be, as a number: an amount in the base of its unit, or the index of a word. */
sealed interface Domain {
    /** What {@link #parse} returns for a text that is not in the domain. */
    long OUTSIDE = -1;

    /** {@return the value, zero or more, or {@link #OUTSIDE}} */
    long parse(String text);

    /** {@return the value as a user writes it} */
    String format(long value);

    /** {@return what is accepted, for messages} */
    String expected();

    /**
     * An amount within bounds.
     *
     * @param zero what 0 means where it is accepted below {@code min}, or {@code null} where it is not
     */
    record Amount(Unit unit, long min, long max, @Nullable String zero) implements Domain {
        @Override
        public long parse(String text) {
            long amount = unit.parse(text);
            boolean within = (amount >= min && amount <= max) || (amount == 0 && zero != null);
            return amount != Unit.MALFORMED && within ? amount : OUTSIDE;
        }

        @Override
        public String format(long value) {
            return unit.format(value);
        }

        @Override
        public String expected() {
            return unit.description() + ", " + range();
        }

        String range() {
            String bounds = "from " + unit.format(min) + " to " + unit.format(max);
            return zero == null ? bounds : bounds + ", or 0 (" + zero + ")";
        }

        Amount in(Unit other) {
            return new Amount(other, min, max, zero);
        }
    }

    /** One of a few words, in any case. */
    record Choice(List<String> words) implements Domain {
        @Override
        public long parse(String text) {
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).equalsIgnoreCase(text)) {
                    return i;
                }
            }
            return OUTSIDE;
        }

        @Override
        public String format(long value) {
            return words.get((int) value);
        }

        @Override
        public String expected() {
            return String.join(" or ", words);
        }
    }

    /** A truth value: {@code true} or {@code false}, in any case. */
    Choice FLAG = new Choice(List.of("false", "true"));
}
