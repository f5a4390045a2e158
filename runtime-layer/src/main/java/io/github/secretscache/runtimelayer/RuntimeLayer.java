package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Makes the layer with its own runtime out of the jars-only layer: links the application into a trimmed runtime, trains
 * an AOT cache for it, and packs both. Must run on the JDK whose runtime goes into the layer; see the profile {@code
 * runtime} of this module.
 *
 * <p>The application is linked in as a module, because the JVM checks a jar that an AOT cache was made for by its time
 * and size only: unpacked without times, the cache is refused; rebuilt, the old code runs.
 */
public final class RuntimeLayer {
    private RuntimeLayer() {}

    /**
     * Arguments: the folder of the jars-only layer, the folder of the example function, the folder of additional
     * jars, the folder of ProGuard's jars, the folder to write to.
     */
    public static void main(String[] arguments) throws Exception {
        JdkRelease jdk = JdkRelease.of(Path.of(System.getProperty("java.home")));
        if (Runtime.version().feature() < 25) {
            throw new IllegalStateException("The runtime layer needs JDK 25 or newer; this is " + Runtime.version());
        }
        Path jarsOnly = Path.of(arguments[0]);
        Path function = Path.of(arguments[1]);
        Path further = Path.of(arguments[2]);
        Path target = Path.of(arguments[4]);
        String name = "layer-" + architecture();
        Path layer = target.resolve(name);
        Path work = target.resolve("runtime");
        Path zip = target.resolve("secrets-cache-" + name + ".zip");
        FileTrees.delete(layer);
        FileTrees.delete(work);
        Files.deleteIfExists(zip);
        Files.createDirectories(work);
        // For the test that packs it again.
        Files.writeString(work.resolve("jdk"), System.getProperty("java.home"));
        System.out.println("runtime layer: " + jdk);
        jdk.warning(LocalDate.now(ZoneOffset.UTC)).ifPresent(JdkTools::warn);

        ApplicationModule application = ApplicationModule.of(
                List.of(jarsOnly.resolve("secrets-cache/lib"), further), Path.of(arguments[3]), work);
        copyAllBut("lib", jarsOnly, layer);
        Path home = layer.resolve("secrets-cache");
        LinkedRuntime.link(application.jar(), home.resolve("jre"));
        String awsCrt = NativeTlsLibrary.copy(further, home.resolve("jre"));
        Authorities.replace(layer, home.resolve("jre"));
        Files.writeString(home.resolve("platform"), platform() + "\n");
        if (!Sbom.complete(home.resolve("sbom.json"), jdk, awsCrt)) {
            JdkTools.warn(
                    "there is no list of what is in it (sbom.json), because Maven made none while it was offline");
        }
        Path cache = home.resolve("secrets-cache.aot");
        Training.make(layer, function, cache);
        LayerZip.write(layer, zip);
        writeChecksum(zip);
        System.out.printf(
                "runtime layer: %s, %.1f MB, version %s, AOT cache %.1f MB%n",
                zip, Files.size(zip) / 1e6, application.version(), Files.size(cache) / 1e6);
    }

    /** In Lambda's spelling. */
    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    }

    /** For the launcher: the machine, as in {@code uname -m}, and the file of the dynamic loader. */
    private static String platform() {
        return System.getProperty("os.arch").equals("aarch64")
                ? "aarch64 /lib/ld-linux-aarch64.so.1"
                : "x86_64 /lib64/ld-linux-x86-64.so.2";
    }

    /** In the format of {@code sha256sum -c}. */
    private static void writeChecksum(Path zip) throws IOException, GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(zip));
        Path name = Objects.requireNonNull(zip.getFileName());
        Files.writeString(zip.resolveSibling(name + ".sha256"), HexFormat.of().formatHex(digest) + "  " + name + "\n");
    }

    private static void copyAllBut(String folder, Path from, Path to) throws IOException {
        for (Path source : FileTrees.walk(from)) {
            Path relative = from.relativize(source);
            if (relative.getNameCount() > 1 && relative.getName(1).toString().equals(folder)) {
                continue;
            }
            Path copy = to.resolve(relative.toString());
            if (Files.isDirectory(source)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(source, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
