package io.github.secretscache.runtimelayer;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The layer with its own runtime, as the profile runtime has built it. */
final class BuiltLayer {
    static final Path FOLDER =
            Path.of("target", "layer-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64"));

    private BuiltLayer() {}

    /** Skips a test class where there is no such layer, and says so aloud. */
    static void require(Class<?> test) {
        boolean built = Boolean.getBoolean("runtimeLayerBuilt");
        if (!built) {
            System.err.println(test.getSimpleName() + " DID NOT RUN: there is no layer with its own runtime."
                    + " mvn -Pruntime verify makes one and tests it; that needs a JDK 25.");
        }
        Assumptions.assumeTrue(built, "mvn -Pruntime makes the runtime layer");
    }
}
