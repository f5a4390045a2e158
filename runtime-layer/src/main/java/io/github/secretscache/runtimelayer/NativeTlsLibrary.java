package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies the native code of aws-crt from its jar to the runtime's libraries, where the JVM finds it without unpacking.
 */
final class NativeTlsLibrary {
    private static final String NAME = "libaws-crt-jni.so";

    private static final Pattern JAR = Pattern.compile("aws-crt-([0-9.]+)-.*\\.jar");

    private NativeTlsLibrary() {}

    /** {@return the version of aws-crt} */
    static String copy(Path jars, Path image) throws IOException {
        for (Path path : FileTrees.walk(jars)) {
            Matcher jar = JAR.matcher(String.valueOf(path.getFileName()));
            if (jar.matches() && copyFrom(path, image)) {
                return jar.group(1);
            }
        }
        throw new IllegalStateException("no jar in " + jars + " has " + NAME);
    }

    private static boolean copyFrom(Path path, Path image) throws IOException {
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().endsWith("/glibc/" + NAME)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, image.resolve("lib").resolve(NAME));
                    }
                    return true;
                }
            }
            return false;
        }
    }
}
