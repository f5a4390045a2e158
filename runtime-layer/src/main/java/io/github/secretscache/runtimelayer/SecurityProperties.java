package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file {@code java.security} of a runtime, which the JVM reads in the interpreter, before the ports are bound. */
final class SecurityProperties {
    private static final String PROVIDER = "security.provider.";
    /** Has the code that signs calls to AWS. */
    private static final String SIGNS = "SunJCE";

    private SecurityProperties() {}

    /**
     * Leaves out the comments, 95 % of the file, and moves a provider forward. The JDK asks its providers in their order
     * until one has an algorithm, and those that are now behind it would set up all elliptic curves. They have no
     * algorithm in common.
     */
    static void reduce(Path file) throws IOException {
        List<String> kept = new ArrayList<>();
        List<String> providers = new ArrayList<>();
        boolean continues = false;
        for (String line : Files.readAllLines(file)) {
            if (!continues && line.startsWith(PROVIDER)) {
                providers.add(line.substring(line.indexOf('=') + 1));
            } else if (continues || !isComment(line)) {
                kept.add(line);
                continues = line.endsWith("\\");
            }
        }
        if (providers.remove(SIGNS)) {
            providers.add(1, SIGNS);
        }
        for (int i = 0; i < providers.size(); i++) {
            kept.add(PROVIDER + (i + 1) + "=" + providers.get(i));
        }
        Files.write(file, kept);
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.stripLeading().startsWith("#");
    }
}
