package io.github.secretscache.locallambda.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Layer and function folders for tests. */
public final class Folders {

    private Folders() {}

    /** A layer folder below a test's own; holds no extension yet. */
    public static Path layer(Path root) {
        try {
            Files.createDirectories(root.resolve("layer/extensions"));
            return root.resolve("layer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void javaExtension(Path layer, String name) {
        extension(
                layer,
                name,
                "#!/bin/sh\nexec java -Xshare:auto -XX:TieredStopAtLevel=1 -cp '" + testClasses() + "' "
                        + TestExtension.class.getName() + " \"${0##*/}\"\n");
    }

    public static Path extension(Path layer, String name, String text) {
        try {
            Path file = layer.resolve("extensions").resolve(name);
            Files.writeString(file, text);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path testClasses() {
        return Path.of("target", "test-classes").toAbsolutePath();
    }
}
