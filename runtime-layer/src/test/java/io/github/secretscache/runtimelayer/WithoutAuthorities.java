package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;

/** Runs the layer where this machine's certificate authorities are hidden, in a mount namespace of its own. */
final class WithoutAuthorities {
    private static final String SYSTEM = "/etc/ssl /etc/pki /etc/ca-certificates /usr/share/ca-certificates";
    private static final String LAUNCHER = """
            #!/bin/sh
            exec unshare -rm sh -c '
            for folder in %s; do
                if [ -d "$folder" ]; then mount -t tmpfs none "$folder" || exit 1; fi
            done
            exec "$0"' '%s'
            """;

    private WithoutAuthorities() {}

    /**
     * {@return a folder whose launcher starts the layer's} Skips the test, and says so, where no namespaces can be made,
     * as in some containers.
     */
    static Path launching(Path layer, Path folder) throws IOException, InterruptedException {
        boolean can = Files.exists(Path.of("/usr/bin/unshare"))
                && new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/etc/ssl")
                                .start()
                                .waitFor()
                        == 0;
        if (!can) {
            String notRun = "NOT RUN: this machine allows no mount namespaces, so none without authorities was tried";
            System.err.println(notRun);
            Assumptions.abort(notRun);
        }
        Path launcher =
                Files.createDirectories(folder.resolve("hidden/extensions")).resolve("secrets-cache");
        Path own = layer.resolve("extensions/secrets-cache").toAbsolutePath();
        Files.writeString(launcher, String.format(LAUNCHER, SYSTEM, own));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
        return folder.resolve("hidden");
    }
}
