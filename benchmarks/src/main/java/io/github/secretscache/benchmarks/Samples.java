package io.github.secretscache.benchmarks;

import java.util.Arrays;

/** What was measured again and again. Not thread-safe. */
final class Samples {
    private double[] values = new double[16];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    int count() {
        return count;
    }

    double median() {
        double[] sorted = sorted();
        return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    }

    /** The smallest value that at least this part of all do not exceed. */
    double percentile(double percent) {
        return sorted()[Math.max(0, (int) Math.ceil(count * percent / 100) - 1)];
    }

    double min() {
        return sorted()[0];
    }

    double max() {
        return sorted()[count - 1];
    }

    private double[] sorted() {
        if (count == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
