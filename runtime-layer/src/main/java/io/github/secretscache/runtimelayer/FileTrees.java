package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders with all that is in them. */
final class FileTrees {
    private FileTrees() {}

    /** Parents before children, in an order that does not depend on the file system. */
    static List<Path> walk(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all = new ArrayList<>(walk(folder));
            all.sort(Comparator.reverseOrder());
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }
}
