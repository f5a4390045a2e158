package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of CONTRIBUTING.md that the sources show, and classes do not. */
class SourcesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final int MOST_LINES = 400;

    /** Java wants one in each package. */
    private static final Set<String> DESCRIPTORS = Set.of("package-info.java", "module-info.java");

    /** Each module's own code, by the module's folder; those that only a profile builds too. */
    private static Map<String, List<Path>> mainSources() throws IOException {
        Map<String, List<Path>> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(each -> Files.isDirectory(each.resolve(MAIN)))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve(MAIN))) {
                    sources.put(
                            module.getFileName().toString(),
                            files.filter(file -> file.toString().endsWith(".java"))
                                    .toList());
                }
            }
        }
        return sources;
    }

    @Test
    void everyModule_isRead() throws IOException {
        assertThat(mainSources()).containsKeys("cache-core", "http-frontend", "client-sdk", "benchmarks");
        assertThat(mainSources().values()).allSatisfy(files -> assertThat(files).isNotEmpty());
    }

    /** Who reads a stack trace, or looks for a class by its name, finds one. */
    @Test
    void noTwoModules_haveAClassOfOneName() throws IOException {
        Map<String, Set<String>> modulesByName = new TreeMap<>();
        mainSources().forEach((module, files) -> {
            for (Path file : files) {
                modulesByName
                        .computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                        .add(module);
            }
        });
        modulesByName.keySet().removeAll(DESCRIPTORS);
        modulesByName.values().removeIf(modules -> modules.size() == 1);

        assertThat(modulesByName).as("names that more than one module uses").isEmpty();
    }

    @Test
    void noClass_isLongerThanIsRead() throws IOException {
        Map<String, Integer> tooLong = new TreeMap<>();
        for (List<Path> files : mainSources().values()) {
            for (Path file : files) {
                int lines = Files.readAllLines(file).size();
                if (lines > MOST_LINES) {
                    tooLong.put(file.toString(), lines);
                }
            }
        }

        assertThat(tooLong).as("files of more than " + MOST_LINES + " lines").isEmpty();
    }
}
