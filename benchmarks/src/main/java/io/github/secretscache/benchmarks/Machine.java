package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The computer all this runs on, as far as it explains a figure. */
final class Machine {
    private Machine() {}

    static String description() {
        String memory = String.format(
                Locale.ROOT,
                "%.0f GiB",
                Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1048576.0);
        return "Machine: " + Runtime.getRuntime().availableProcessors() + " processors ("
                + field("/proc/cpuinfo", "model name") + "), " + memory + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + "; measured from Java "
                + System.getProperty("java.runtime.version") + ", Node.js " + nodeVersion();
    }

    /** The average of the last minute: more than a few tenths before a measurement means that something else ran. */
    static String load() {
        return text("/proc/loadavg").split(" ", 2)[0];
    }

    static Optional<Path> program(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Arrays.stream(path.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String nodeVersion() {
        return program("node")
                .map(node -> Command.run(node.toString(), "--version").strip())
                .orElse("none");
    }

    private static String field(String file, String name) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
