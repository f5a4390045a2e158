package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The trimmed runtime with the application in it, reduced to the files that the extension uses. */
final class LinkedRuntime {
    /**
     * Programs, libraries and data that the extension needs; others of the JDK, such as keytool, are left out.
     * {@code jspawnhelper} starts the {@code credential_process} of a profile.
     */
    private static final Set<String> KEPT = Set.of(
            "release",
            "bin/java",
            "lib/jspawnhelper",
            "lib/jvm.cfg",
            "lib/libaws-crt-jni.so",
            "lib/libjava.so",
            "lib/libjimage.so",
            "lib/libjli.so",
            "lib/libnet.so",
            "lib/libnio.so",
            "lib/libverify.so",
            "lib/libzip.so",
            "lib/modules",
            "lib/server/libjvm.so",
            "lib/tzdb.dat");

    private static final List<String> KEPT_FOLDERS = List.of("conf/", "legal/", "lib/security/");

    private LinkedRuntime() {}

    /**
     * Without java.management, because XNIO would register MBeans, which takes 50 ms. Not compressed, because that
     * makes the zip smaller.
     */
    static void link(Path module, Path image) throws IOException, InterruptedException {
        JdkTools.run(List.of(
                JdkTools.jdk("jlink"),
                "--module-path",
                module.toString(),
                "--add-modules",
                ApplicationModule.NAME,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                image.toString()));
        trim(image);
        SecurityProperties.reduce(image.resolve("conf/security/java.security"));
        strip(image.resolve("lib/server/libjvm.so"));
    }

    /** Strips symbols that are not needed for linking: 5 MB, or 1.5 MB of the zip. */
    private static void strip(Path library) throws IOException, InterruptedException {
        try {
            JdkTools.run(List.of("strip", "--strip-unneeded", library.toString()));
        } catch (IOException e) {
            JdkTools.warn("there is no strip (of binutils), without which the zip is 1.5 MB larger");
        }
    }

    private static void trim(Path image) throws IOException {
        List<Path> all = new ArrayList<>(FileTrees.walk(image));
        all.sort(Comparator.reverseOrder());
        for (Path path : all) {
            String name = image.relativize(path).toString();
            boolean leftover = Files.isDirectory(path)
                    ? FileTrees.walk(path).size() == 1
                    : !KEPT.contains(name) && KEPT_FOLDERS.stream().noneMatch(name::startsWith);
            if (leftover) {
                Files.delete(path);
            }
        }
    }
}
