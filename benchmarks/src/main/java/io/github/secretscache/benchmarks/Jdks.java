package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The JDKs of this machine, by the {@code release} file in their home. */
final class Jdks {
    private Jdks() {}

    /** {@return the home of a JDK of this major version: JAVA_HOME, then this JVM's, then where JDKs usually are} */
    static Optional<Path> home(int major) {
        Stream<Path> named = Stream.of(
                        Objects.requireNonNullElse(System.getenv("JAVA_HOME"), ""), System.getProperty("java.home"))
                .filter(home -> !home.isEmpty())
                .map(Path::of);
        Path own = Path.of(System.getProperty("user.home"), ".sdkman/candidates/java");
        Stream<Path> usual = Stream.of(Path.of("/usr/lib/jvm"), own).flatMap(Jdks::children);
        return Stream.concat(named, usual)
                .filter(home -> Files.isExecutable(home.resolve("bin/java")))
                .filter(home -> version(home).startsWith(major + "."))
                .findFirst();
    }

    private static Stream<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return "";
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.substring("JAVA_VERSION=\"".length()).replace('"', '.'))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
