package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process's memory as the kernel sees it, in MiB.
 *
 * @param resident what is in memory
 * @param proportional the same, with each shared page divided among those that share it
 * @param own what would be free without the process
 */
record MemoryUse(double resident, double proportional, double own) {

    /** Reads smaps_rollup of a process of this user. */
    static MemoryUse of(long processId) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/" + processId + "/smaps_rollup"));
            double own = mebibytes(lines, "Private_Clean:") + mebibytes(lines, "Private_Dirty:");
            return new MemoryUse(mebibytes(lines, "Rss:"), mebibytes(lines, "Pss:"), own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double mebibytes(List<String> lines, String name) {
        return lines.stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }
}
