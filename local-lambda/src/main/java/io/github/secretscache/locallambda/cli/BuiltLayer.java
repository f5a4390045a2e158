package io.github.secretscache.locallambda.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The layer that was built in the same source tree as this program. */
final class BuiltLayer {

    private BuiltLayer() {}

    /** The faster one if both exist; null if there is none. */
    @Nullable
    static Path find() {
        try {
            Path self = Path.of(BuiltLayer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // local-lambda/target/local-lambda.jar
            Path tree = self.resolve("../../..").normalize();
            String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
            return Stream.of(
                            tree.resolve("runtime-layer/target/layer-" + architecture),
                            tree.resolve("extension-layer/target/layer"))
                    .filter(layer -> Files.isDirectory(layer.resolve("extensions")))
                    .findFirst()
                    .orElse(null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
