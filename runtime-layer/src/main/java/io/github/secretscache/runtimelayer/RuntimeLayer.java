package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the layer with its own runtime out of the jars-only layer: links the application into a trimmed runtime, trains
 * an AOT cache for it, and packs both. Run by the JDK whose runtime it is to be; see the profile {@code runtime} of this
 * module.
 *
 * <p>The application is linked in as a module, because the JVM checks a jar that an AOT cache was made for by its time
 * and size only: unpacked without times, the cache is refused; rebuilt, the old code runs.
 */
public final class RuntimeLayer {
    static final String MODULE = "io.github.secretscache.layer";

    private RuntimeLayer() {}

    /** Arguments: the folder of the jars-only layer, the folder of the example function, the folder to write to. */
    public static void main(String[] arguments) throws Exception {
        if (Runtime.version().feature() < 25) {
            throw new IllegalStateException("The runtime layer needs JDK 25 or newer; this is " + Runtime.version());
        }
        Path jarsOnly = Path.of(arguments[0]);
        Path function = Path.of(arguments[1]);
        Path target = Path.of(arguments[2]);
        String name = "layer-" + architecture();
        Path layer = target.resolve(name);
        Path work = target.resolve("runtime");
        Path zip = target.resolve("secrets-cache-" + name + ".zip");
        delete(layer);
        delete(work);
        Files.deleteIfExists(zip);
        Files.createDirectories(work);
        // For the test that packs once more.
        Files.writeString(work.resolve("jdk"), System.getProperty("java.home"));

        ApplicationModule application = ApplicationModule.of(jarsOnly.resolve("secrets-cache/lib"), work);
        copyAllBut("lib", jarsOnly, layer);
        Path home = layer.resolve("secrets-cache");
        link(application.jar(), home.resolve("jre"));
        Authorities.split(home.resolve("jre"));
        Path cache = home.resolve("secrets-cache.aot");
        new Training(layer, function, work).make(cache);
        LayerZip.write(layer, zip);
        System.out.printf(
                "runtime layer: %s, %.1f MB, version %s, AOT cache %.1f MB%n",
                zip, Files.size(zip) / 1e6, application.version(), Files.size(cache) / 1e6);
    }

    /** As Lambda writes it. */
    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    }

    /** Without java.management: XNIO would register MBeans, which costs 50 ms. Not compressed: the zip is smaller so. */
    private static void link(Path module, Path image) throws Exception {
        run(List.of(
                jdk("jlink"),
                "--module-path",
                module.toString(),
                "--add-modules",
                MODULE,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                image.toString()));
    }

    static String jdk(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        }
    }

    private static void copyAllBut(String folder, Path from, Path to) throws IOException {
        for (Path source : walk(from)) {
            Path relative = from.relativize(source);
            if (relative.getNameCount() > 1 && relative.getName(1).toString().equals(folder)) {
                continue;
            }
            Path copy = to.resolve(relative.toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Parents before children, in an order that does not depend on the file system. */
    static List<Path> walk(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> all = new ArrayList<>(walk(folder));
            all.sort(Comparator.reverseOrder());
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }
}
