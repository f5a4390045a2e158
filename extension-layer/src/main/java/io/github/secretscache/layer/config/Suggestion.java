package io.github.secretscache.layer.config;

import java.util.Locale;

/** "Did you mean …?" */
public final class Suggestion {
    private Suggestion() {}

    /** {@return " (did you mean X?)" with the candidate nearest to the word, or "" if none is similar} */
    public static String forWord(String word, Iterable<String> candidates) {
        String lowerWord = word.toLowerCase(Locale.ROOT);
        String nearest = "";
        int least = Math.max(2, word.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(lowerWord, candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest.isEmpty() ? "" : " (did you mean " + nearest + "?)";
    }

    /** The number of insertions, deletions and replacements between two words. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
