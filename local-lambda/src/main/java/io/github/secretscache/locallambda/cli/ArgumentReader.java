package io.github.secretscache.locallambda.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses the words of one command, and collects all problems. Not thread-safe. */
final class ArgumentReader {

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<String> plain = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** Options are followed by a value; switches stand alone. */
    ArgumentReader(List<String> words, Set<String> options, Set<String> switches) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (switches.contains(word)) {
                values.put(word, List.of());
            } else if (options.contains(word) && i + 1 < words.size()) {
                i++;
                values.computeIfAbsent(word, w -> new ArrayList<>()).add(words.get(i));
            } else if (options.contains(word)) {
                problems.add(word + ": needs a value");
            } else if (word.startsWith("--")) {
                problems.add(word + ": unknown option");
            } else {
                plain.add(word);
            }
        }
    }

    boolean has(String option) {
        return values.containsKey(option);
    }

    /** The last one counts. */
    @Nullable
    String text(String option) {
        List<String> given = all(option);
        return given.isEmpty() ? null : given.get(given.size() - 1);
    }

    List<String> all(String option) {
        return values.getOrDefault(option, List.of());
    }

    /** The words without an option, at most that many. */
    List<String> plain(int most) {
        plain.stream().skip(most).forEach(word -> problem(word + ": one word too many"));
        return plain;
    }

    @Nullable
    Path existing(String option) {
        String value = text(option);
        if (value == null) {
            return null;
        }
        Path path = Path.of(value).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            problem(option + ": " + value + " does not exist");
            return null;
        }
        return path;
    }

    @Nullable
    Path file(String option) {
        Path path = existing(option);
        if (path != null && Files.isDirectory(path)) {
            problem(option + ": " + text(option) + " is a folder");
            return null;
        }
        return path;
    }

    @Nullable
    Path folder(String option) {
        Path path = existing(option);
        if (path != null && !Files.isDirectory(path)) {
            problem(option + ": " + text(option) + " is not a folder");
            return null;
        }
        return path;
    }

    int number(String option, int otherwise, int least, int most) {
        String value = text(option);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problem(option + ": must be a whole number from " + least + " to " + most + "; received " + value);
        return otherwise;
    }

    int port(String option, int otherwise, int least) {
        return number(option, otherwise, least, 65_535);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    /** Adds a problem, unless this option already has one. */
    void needed(String option, String what) {
        if (problems.stream().noneMatch(known -> known.startsWith(option + ":"))) {
            problem(option + ": needed, " + what);
        }
    }

    boolean sound() {
        return problems.isEmpty();
    }

    /** Throws the problems, if there are any. */
    void check() {
        if (!sound()) {
            throw new UsageException(problems);
        }
    }
}
