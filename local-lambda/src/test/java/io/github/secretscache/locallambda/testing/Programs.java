package io.github.secretscache.locallambda.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs that a test needs and a machine may lack. */
public final class Programs {
    private Programs() {}

    public static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Without the program the test is left out, loudly; where {@code CI} is set it fails. */
    public static void need(String program) {
        need(onPath(program), program + " on the PATH");
    }

    /** The same for what is no program. */
    public static void need(boolean there, String what) {
        if (there) {
            return;
        }
        String message = "there is no " + what;
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        System.err.println("A TEST DID NOT RUN: " + message);
        abort(message);
    }
}
