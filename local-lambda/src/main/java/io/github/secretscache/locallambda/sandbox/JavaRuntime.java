package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** AWS's Java runtime, which is in our jar. */
final class JavaRuntime {

    private static final String CLIENT = "aws-lambda-java-runtime-interface-client.jar";
    private static final List<String> JARS =
            List.of(CLIENT, "aws-lambda-java-core.jar", "aws-lambda-java-serialization.jar", "utils-lite.jar");
    private static final String NATIVE_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private JavaRuntime() {}

    /** Returns the folder with the jars in {@code lib}. */
    static Path unpackTo(SandboxFolder folder) {
        try {
            Path runtime = folder.runtime();
            Path lib = Files.createDirectories(runtime.resolve("lib"));
            for (String jar : JARS) {
                try (InputStream in = JavaRuntime.class.getResourceAsStream("runtime/" + jar)) {
                    Files.copy(
                            Objects.requireNonNull(in, jar + " is not in local-lambda; build it with Maven"),
                            lib.resolve(jar),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return runtime;
        } catch (IOException e) {
            throw new UncheckedIOException("AWS's Java runtime cannot be unpacked: " + e.getMessage(), e);
        }
    }

    /**
     * Unpacks the native part and returns the JVM option that says where it is. The runtime itself would unpack it to a
     * fixed name in {@code /tmp}, which belongs to the user who ran a function on this machine first.
     */
    static String nativeLibrary(Path runtime) {
        Path file = runtime.resolve("libaws-lambda-jni.so");
        try (ZipFile jar = new ZipFile(runtime.resolve("lib").resolve(CLIENT).toFile())) {
            ZipEntry entry = jar.getEntry("jni/libaws-lambda-jni.linux" + (musl() ? "_musl" : "") + "-"
                    + (System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64") + ".so");
            if (entry == null) {
                throw new IllegalStateException("AWS's Java runtime does not run on this machine's processor");
            }
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("AWS's Java runtime cannot be unpacked: " + e.getMessage(), e);
        }
        return "-D" + NATIVE_PROPERTY + "=" + file;
    }

    private static boolean musl() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("/lib"))) {
            return libraries.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("ld-musl-"));
        }
    }
}
