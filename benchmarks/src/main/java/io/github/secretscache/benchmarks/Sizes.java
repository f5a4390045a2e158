package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** What is shipped and what it weighs. */
final class Sizes {
    private static final Path JARS_ONLY = Path.of("extension-layer/target/secrets-cache-layer-java.zip");
    private static final Path RUNTIME_LAYERS = Path.of("runtime-layer/target");

    private Sizes() {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) throws IOException {
        Report report = new Report("sizes", "Sizes", Arguments.of(arguments, 1));
        List<List<String>> rows = new ArrayList<>();
        for (String library : List.of("client-sdk", "jdbc", "spring-boot-starter", "quarkus")) {
            rows.add(row(library + ", jar", jarOf(library)));
        }
        rows.add(row("jars-only layer, zip", JARS_ONLY));
        report.atMost("jars-only layer, zip", 12, megabytes(Files.size(JARS_ONLY)), " MB");
        Optional<Path> runtime = Files.isDirectory(RUNTIME_LAYERS)
                ? one(RUNTIME_LAYERS, name -> name.matches("secrets-cache-layer-.*\\.zip"))
                : Optional.empty();
        if (runtime.isPresent()) {
            rows.add(row(Layer.OWN_RUNTIME + ", zip", runtime.get()));
            report.atMost(Layer.OWN_RUNTIME + ", zip", 38, megabytes(Files.size(runtime.get())), " MB");
        } else {
            System.err.println("******** NOT MEASURED: " + Layer.OWN_RUNTIME + ": mvn -Pruntime package was not run");
        }
        rows.add(peer());
        report.text(
                "*Packed* is the file that is uploaded or published, *unpacked* the sum of its content; MB are millions of"
                        + " bytes. The peer's layer is packed by this program.");
        report.table(List.of("what", "packed MB", "unpacked MB", "files"), rows);
        report.text("A function that depends on client-sdk gets, as the build packs `example-function`: "
                + String.join(", ", jars(Path.of("example-function/target/function/lib")))
                + ". client-sdk itself has no run-time dependency; its build fails if one is added. jdbc, spring-boot-starter and"
                + " quarkus depend on client-sdk and nothing else.");
        report.write();
    }

    private static Path jarOf(String module) {
        return one(
                        Path.of(module, "target"),
                        name -> name.matches("secrets-cache-" + module + "-[^-]+(-SNAPSHOT)?\\.jar"))
                .orElseThrow(() -> new IllegalStateException(module + " is not built"));
    }

    private static List<String> row(String what, Path zip) throws IOException {
        try (ZipFile content = new ZipFile(zip.toFile())) {
            long unpacked = content.stream().mapToLong(ZipEntry::getSize).sum();
            long files = content.stream().filter(entry -> !entry.isDirectory()).count();
            return row(what, Files.size(zip), unpacked, files);
        }
    }

    private static List<String> row(String what, long packed, long unpacked, long files) {
        return List.of(
                what, Report.number(megabytes(packed)), Report.number(megabytes(unpacked)), String.valueOf(files));
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
        return row(Layer.PEER + ", zip", packed.get(), unpacked, files.size());
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
