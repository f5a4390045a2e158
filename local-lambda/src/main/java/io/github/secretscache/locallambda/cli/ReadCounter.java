package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** How often the extension was read, by its own metrics; nothing for an extension without metrics. */
final class ReadCounter {

    private static final String READS = "secretscache_reads_total{";

    private final ExtensionHttp extension;

    ReadCounter(ExtensionHttp extension) {
        this.extension = extension;
    }

    /** Call this while the processes run. */
    OptionalLong count() {
        try {
            String metrics =
                    new String(extension.get("/metrics").getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return metrics.contains(READS)
                    ? OptionalLong.of(metrics.lines()
                            .filter(line -> line.startsWith(READS))
                            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum())
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
