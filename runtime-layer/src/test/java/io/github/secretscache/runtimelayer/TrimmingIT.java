package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was left out of the layer with its own runtime: nothing that what is left looks for by name. */
@Timeout(120)
class TrimmingIT {
    private static final Path WHOLE = Path.of("target/runtime/whole");
    private static final Path LEFT = Path.of("target/runtime/classes");
    private static final String CLASS = ".class";

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(TrimmingIT.class);
    }

    @Test
    void classesThatAreLeftOut_areNamedByNoStringAndNoFileThatIsLeft() throws IOException {
        Set<String> out = new TreeSet<>(classes(WHOLE));
        out.removeAll(classes(LEFT));
        TreeMap<String, List<String>> named = new TreeMap<>();
        for (Path path : files(LEFT)) {
            List<String> texts = path.toString().endsWith(CLASS)
                    ? ClassStrings.of(Files.readAllBytes(path))
                    : new String(Files.readAllBytes(path), UTF_8).lines().toList();
            texts.stream()
                    .map(text -> text.strip().replace('/', '.'))
                    .filter(out::contains)
                    .forEach(name -> named.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(LEFT.relativize(path).toString()));
        }

        assertThat(out).as("what was left out").hasSizeGreaterThan(2_000);
        assertThat(named).isEmpty();
    }

    private static Set<String> classes(Path folder) {
        return files(folder).stream()
                .map(path -> folder.relativize(path).toString())
                .filter(name -> name.endsWith(CLASS))
                .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
                .collect(Collectors.toSet());
    }

    private static List<Path> files(Path folder) {
        return FileTrees.walk(folder).stream().filter(Files::isRegularFile).toList();
    }
}
