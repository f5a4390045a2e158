package io.github.secretscache.layer.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/**
 * How an amount is written. Durations are kept in milliseconds, sizes in bytes. Uses {@code long} arithmetic, because
 * loading {@code BigDecimal} takes longer than everything else that is done before the ports are bound.
 */
enum QuantityFormat {
    /** {@code 10m}, {@code 30s}, {@code PT10M}. */
    DURATION("a duration such as 10m, 30s or PT10M", 1) {
        @Override
        long parse(String text) {
            if (text.equals("0")) {
                return 0;
            }
            if (text.charAt(0) == 'P' || text.charAt(0) == 'p') {
                return parseIso(text);
            }
            return parseWithSuffix(text, DURATION_SUFFIXES, DURATION_FACTORS);
        }

        @Override
        String format(long millis) {
            return formatWithSuffix(millis, DURATION_SUFFIXES, DURATION_FACTORS);
        }
    },
    /** A number of minutes; fractions allowed. */
    MINUTES("a number of minutes such as 10 or 0.5", 60_000) {
        @Override
        long parse(String text) {
            return parseDecimal(text, 60_000);
        }
    },
    /** A whole number of seconds. */
    SECONDS("a whole number of seconds", 1_000),
    /** A whole number of milliseconds. */
    MILLISECONDS("a whole number of milliseconds", 1),
    /** {@code 8MiB}, {@code 512KiB}, {@code 65536}. */
    BYTES("a size such as 8MiB or 512KiB", 1) {
        @Override
        long parse(String text) {
            long plain = parseWhole(text, text.length());
            return plain != MALFORMED ? plain : parseWithSuffix(text, BYTE_SUFFIXES, BYTE_FACTORS);
        }

        @Override
        String format(long bytes) {
            return formatWithSuffix(bytes, BYTE_SUFFIXES, BYTE_FACTORS);
        }
    },
    /** A whole number of things. */
    COUNT("a whole number", 1);

    /** The result of {@link #parse} for a text that is not an amount of this unit. */
    static final long MALFORMED = -1;

    private static final String[] DURATION_SUFFIXES = {"ms", "s", "m", "h", "d"};
    private static final long[] DURATION_FACTORS = {1, 1_000, 60_000, 3_600_000, 86_400_000};
    private static final String[] BYTE_SUFFIXES = {"B", "KiB", "MiB", "GiB"};
    private static final long[] BYTE_FACTORS = {1, 1L << 10, 1L << 20, 1L << 30};
    /** Longer numbers are absurd in every unit, and would overflow. */
    private static final int MAX_DIGITS = 12;

    private static final long MILLION = 1_000_000;

    private final String description;
    private final long factor;

    QuantityFormat(String description, long factor) {
        this.description = description;
        this.factor = factor;
    }

    String description() {
        return description;
    }

    /** {@return the amount, zero or more; {@link #MALFORMED} if the text (not empty) is not an amount} */
    long parse(String text) {
        long number = parseWhole(text, text.length());
        return number == MALFORMED ? MALFORMED : number * factor;
    }

    /** {@return the amount, in the base of the unit, as a user writes it} */
    String format(long amount) {
        String whole = Long.toString(amount / factor);
        long millionths = (amount % factor * MILLION + factor / 2) / factor;
        return millionths == 0 ? whole : whole + '.' + withoutTrailingZeros(millionths);
    }

    private static String withoutTrailingZeros(long millionths) {
        String digits = Long.toString(MILLION + millionths);
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(1, end);
    }

    private static long parseWhole(String text, int end) {
        if (end == 0 || end > MAX_DIGITS) {
            return MALFORMED;
        }
        long number = 0;
        for (int i = 0; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return MALFORMED;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static long parseDecimal(String text, long factor) {
        int point = text.indexOf('.');
        if (point < 0) {
            long whole = parseWhole(text, text.length());
            return whole == MALFORMED ? MALFORMED : whole * factor;
        }
        String fraction = text.substring(point + 1);
        long whole = parseWhole(text, point);
        long part = parseWhole(fraction, fraction.length());
        if (whole == MALFORMED || part == MALFORMED) {
            return MALFORMED;
        }
        long scale = 1;
        for (int i = 0; i < fraction.length(); i++) {
            scale *= 10;
        }
        // Rounded up, so that a tiny amount never becomes zero, which means off.
        return whole * factor + (part * factor + scale - 1) / scale;
    }

    private static long parseIso(String text) {
        try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() ? MALFORMED : duration.toMillis();
        } catch (DateTimeParseException | ArithmeticException e) {
            return MALFORMED;
        }
    }

    private static long parseWithSuffix(String text, String[] suffixes, long[] factors) {
        for (int i = 0; i < suffixes.length; i++) {
            if (text.endsWith(suffixes[i])) {
                long number = parseWhole(text, text.length() - suffixes[i].length());
                if (number != MALFORMED) {
                    return number * factors[i];
                }
            }
        }
        return MALFORMED;
    }

    private static String formatWithSuffix(long amount, String[] suffixes, long[] factors) {
        for (int i = suffixes.length - 1; i > 0; i--) {
            if (amount != 0 && amount % factors[i] == 0) {
                return amount / factors[i] + suffixes[i];
            }
        }
        return amount == 0 ? "0" : amount + suffixes[0];
    }
}
