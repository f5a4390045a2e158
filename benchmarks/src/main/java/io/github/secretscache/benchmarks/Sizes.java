package io.github.secretscache.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** What is shipped and what it weighs. */
final class Sizes {
    private static final Path JARS_ONLY = Path.of("extension-layer/target/secrets-cache-layer-java.zip");
    private static final List<String> LIBRARIES = List.of(
            "client-sdk", "client-testing", "client-embedded", "jdbc", "spring-boot-starter", "quarkus", "cache-core");
    /** A jar of this project, in the local repository or in target/. */
    private static final Pattern OURS = Pattern.compile("(secrets-cache-[a-z-]+)-[0-9].*\\.jar");

    private static final Path RUNTIME_LAYERS = Path.of("runtime-layer/target");

    private Sizes() {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException {
        Report report = new Report("sizes", "Sizes", Arguments.of(arguments, 1));
        List<List<String>> rows = new ArrayList<>();
        for (String library : LIBRARIES) {
            rows.add(row(library + ", jar", jarOf(library), dependencies(library)));
        }
        rows.add(row("jars-only layer, zip", JARS_ONLY, ""));
        report.atMost("jars-only layer, zip", 12, megabytes(Files.size(JARS_ONLY)), " MB");
        Optional<Path> runtime = Files.isDirectory(RUNTIME_LAYERS)
                ? one(RUNTIME_LAYERS, name -> name.matches("secrets-cache-layer-.*\\.zip"))
                : Optional.empty();
        if (runtime.isPresent()) {
            rows.add(row(Layer.OWN_RUNTIME + ", zip", runtime.get(), ""));
            report.atMost(Layer.OWN_RUNTIME + ", zip", 38, megabytes(Files.size(runtime.get())), " MB");
        } else {
            System.err.println("******** NOT MEASURED: " + Layer.OWN_RUNTIME + ": mvn -Pruntime package was not run");
        }
        rows.add(peer());
        report.text(
                "*Packed* is the file that is uploaded or published, *unpacked* the sum of its content; MB are millions of"
                        + " bytes. The peer's layer is packed by this program. Dependencies are what Maven puts on the run-time class path of a"
                        + " program that depends on nothing but this module.");
        report.table(List.of("what", "packed MB", "unpacked MB", "files", "dependencies"), rows);
        report.text("A function that depends on client-sdk gets, as the build packs `example-function`: "
                + String.join(", ", jars(Path.of("example-function/target/function/lib")))
                + ". client-sdk itself has no run-time dependency; its build fails if one is added.");
        report.write();
    }

    private static String dependencies(String module) throws IOException {
        Map<String, Path> jars = new TreeMap<>(classPath(module));
        for (String other : LIBRARIES) {
            // A dependency that module has in its tests too comes to its users by way of the other one.
            if (jars.keySet().stream().anyMatch(jar -> isOf(other, jar))) {
                jars.putAll(classPath(other));
            }
        }
        List<String> named = new ArrayList<>();
        long others = 0;
        long bytes = 0;
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            Matcher ours = OURS.matcher(jar.getKey());
            if (ours.matches()) {
                named.add("`" + ours.group(1) + "`");
            } else {
                others++;
                bytes += Files.size(jar.getValue());
            }
        }
        if (others > 0) {
            named.add(others + " other jars of " + Report.number(megabytes(bytes)) + " MB");
        }
        return named.isEmpty() ? "none" : String.join(", ", named);
    }

    /** As {@code benchmarks/run} had Maven write it; by the names of the files. */
    private static Map<String, Path> classPath(String module) throws IOException {
        return Stream.of(Files.readString(Path.of(module, "target", "runtime.classpath"))
                        .strip()
                        .split(File.pathSeparator))
                .filter(jar -> !jar.isEmpty())
                .map(Path::of)
                .collect(Collectors.toMap(jar -> jar.getFileName().toString(), Function.identity()));
    }

    private static boolean isOf(String module, String jar) {
        Matcher ours = OURS.matcher(jar);
        return ours.matches() && ours.group(1).equals(artifact(module));
    }

    private static String artifact(String module) {
        return "secrets-cache-" + (module.equals("cache-core") ? "core" : module);
    }

    private static Path jarOf(String module) {
        return one(Path.of(module, "target"), name -> name.matches(artifact(module) + "-[^-]+(-SNAPSHOT)?\\.jar"))
                .orElseThrow(() -> new IllegalStateException(module + " is not built"));
    }

    private static List<String> row(String what, Path zip, String dependencies) throws IOException {
        try (ZipFile content = new ZipFile(zip.toFile())) {
            long unpacked = content.stream().mapToLong(ZipEntry::getSize).sum();
            long files = content.stream().filter(entry -> !entry.isDirectory()).count();
            return List.of(
                    what,
                    Report.number(megabytes(Files.size(zip))),
                    Report.number(megabytes(unpacked)),
                    String.valueOf(files),
                    dependencies);
        }
    }

    private static List<String> peer() throws IOException {
        AtomicLong packed = new AtomicLong();
        OutputStream counter = new OutputStream() {
            @Override
            public void write(int oneByte) {
                packed.incrementAndGet();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                packed.addAndGet(length);
            }
        };
        Path folder = Layer.peer().folder();
        long unpacked = 0;
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(counter)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                unpacked += Files.copy(file, zip);
            }
        }
        return List.of(
                Layer.PEER + ", zip",
                Report.number(megabytes(packed.get())),
                Report.number(megabytes(unpacked)),
                String.valueOf(files.size()),
                "");
    }

    private static double megabytes(long bytes) {
        return bytes / 1e6;
    }

    private static Optional<Path> one(Path folder, Predicate<String> name) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> name.test(file.getFileName().toString())).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> jars(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(jar -> "`" + jar.getFileName() + "`").sorted().toList();
        }
    }
}
