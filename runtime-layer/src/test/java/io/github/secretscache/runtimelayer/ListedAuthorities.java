package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** The checked-in list that a person reviews. */
final class ListedAuthorities {
    private static final Path LIST = Path.of("src/main/resources/io/github/secretscache/runtimelayer/roots.txt");

    private ListedAuthorities() {}

    static TreeSet<String> fingerprintsAndLastDays() throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        for (String line : Files.readAllLines(LIST)) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ", 3);
                lines.add(words[0] + " " + words[1]);
            }
        }
        return lines;
    }
}
