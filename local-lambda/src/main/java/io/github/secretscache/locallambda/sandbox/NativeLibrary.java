package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native part of AWS's Java runtime. The runtime itself unpacks it to a fixed name in {@code /tmp}, which belongs to
 * whoever ran a function on this machine first; here each local Lambda has its own.
 */
final class NativeLibrary {

    private static final String PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private NativeLibrary() {}

    /** Unpacks it and returns the JVM option that says where it is. */
    static String option(Path libraries, SandboxFolder folder) {
        Path file = folder.runtimeFile("libaws-lambda-jni.so");
        try (ZipFile jar = new ZipFile(jar(libraries).toFile())) {
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
        return "-D" + PROPERTY + "=" + file;
    }

    private static Path jar(Path libraries) throws IOException {
        try (Stream<Path> jars = Files.list(libraries)) {
            return jars.filter(jar ->
                            String.valueOf(jar.getFileName()).startsWith("aws-lambda-java-runtime-interface-client"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("AWS's Java runtime is not in " + libraries));
        }
    }

    private static boolean musl() throws IOException {
        try (Stream<Path> libraries = Files.list(Path.of("/lib"))) {
            return libraries.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("ld-musl-"));
        }
    }
}
