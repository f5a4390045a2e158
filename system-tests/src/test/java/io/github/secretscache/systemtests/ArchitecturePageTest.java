package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** docs/architecture.md is true: its modules, its classes and the module of each, the arrows between modules. */
class ArchitecturePageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z][A-Za-z0-9]+)`");
    private static final Pattern STEP = Pattern.compile("(?m)^\\| \\d+\\. .* \\| (.*) \\| ([a-z-]+) \\|$");
    private static final Pattern NODE = Pattern.compile("\\b(\\w+)\\[([a-z-]+)\\]");
    private static final Pattern ARROW = Pattern.compile("(?m)^ +(\\w+)\\S* (-->|-\\. .* \\.->) (\\w+)");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
    private static final Pattern OURS = Pattern.compile("<artifactId>secrets-cache-([a-z-]+)</artifactId>");

    private static String page;
    private static Map<String, String> moduleOfClass;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(ROOT.resolve("docs/architecture.md"));
        moduleOfClass = new HashMap<>();
        for (String module : modules()) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.exists(sources) ? Files.walk(sources) : Stream.<Path>empty()) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .forEach(name -> moduleOfClass.put(name.substring(0, name.length() - 5), module));
            }
        }
    }

    private static List<String> modules() throws IOException {
        return found(Pattern.compile("<module>(.*?)</module>"), Files.readString(ROOT.resolve("pom.xml")))
                .map(module -> module.group(1))
                .toList();
    }

    @Test
    void everyModule_isNamed() throws IOException {
        assertThat(modules()).allSatisfy(module -> assertThat(page).containsPattern("\\| .*`" + module + "`.* \\|"));
    }

    @Test
    void everyClass_exists() {
        assertThat(found(CLASS, page).map(name -> name.group(1)))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(moduleOfClass).containsKey(name));
    }

    @Test
    void everyStep_namesTheModuleOfItsClasses() {
        assertThat(found(STEP, page))
                .hasSizeGreaterThan(15)
                .allSatisfy(step -> assertThat(found(CLASS, step.group(1)))
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(moduleOfClass).containsEntry(name.group(1), step.group(2))));
    }

    @Test
    void arrows_areTheDependencies() throws IOException {
        Map<String, String> modules = new HashMap<>();
        found(NODE, page).forEach(node -> modules.put(node.group(1), node.group(2)));
        Set<String> drawn = new TreeSet<>();
        found(ARROW, page).forEach(arrow -> {
            String from = modules.getOrDefault(arrow.group(1), arrow.group(1));
            String to = modules.getOrDefault(arrow.group(3), arrow.group(3));
            drawn.add(from + (arrow.group(2).equals("-->") ? " --> " : " -.-> ") + to);
        });
        Set<String> known = new TreeSet<>();
        drawn.forEach(arrow -> known.addAll(List.of(arrow.split(" -\\S+ "))));
        Set<String> declared = new TreeSet<>();
        for (String module : modules()) {
            if (known.contains(module)) {
                declared.addAll(dependencies(module, known));
            }
        }

        assertThat(drawn)
                .containsAll(declared)
                // The rest are connections over a network.
                .filteredOn(arrow -> arrow.contains("-->"))
                .isSubsetOf(declared);
    }

    /** {@return arrows to modules of the picture that a module needs for more than its tests} */
    private static Set<String> dependencies(String module, Set<String> known) throws IOException {
        Set<String> arrows = new TreeSet<>();
        found(DEPENDENCY, Files.readString(ROOT.resolve(module).resolve("pom.xml")))
                .map(dependency -> dependency.group(1))
                .filter(dependency -> !dependency.contains("<scope>test</scope>"))
                .forEach(dependency -> found(OURS, dependency)
                        .map(ours -> ours.group(1).equals("core") ? "cache-core" : ours.group(1))
                        .filter(known::contains)
                        .forEach(ours ->
                                arrows.add(module + (dependency.contains("<optional>") ? " -.-> " : " --> ") + ours)));
        return arrows;
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
