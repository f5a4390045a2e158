package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All jars of the layer as one module, which jlink can link; most of them are not modules themselves. The module declares
 * their services, and its class {@code Build} has the version of the build. Code that is never reached is left out.
 *
 * @param jar the modular jar
 * @param version the version in {@code Build}
 */
record ApplicationModule(Path jar, String version) {
    static final String NAME = "io.github.secretscache.layer";

    /** Required in addition to java.base. Without naming or security.sasl Undertow breaks; the replies of STS are XML. */
    private static final List<String> REQUIRED =
            List.of("java.naming", "java.security.sasl", "java.xml", "jdk.unsupported");

    /** Services that are looked up but have no provider here. */
    private static final List<String> OPTIONAL_SERVICES =
            List.of("org.jboss.logging.LoggerProvider", "software.amazon.awssdk.http.async.SdkAsyncHttpService");

    /** Jackson's YAML mapper: it needs databind, which the layer does not have. */
    private static final String WITHOUT_ITS_LIBRARY = "com.fasterxml.jackson.core.ObjectCodec";

    private static final String SERVICES = "META-INF/services/";
    private static final String BUILD_SOURCE = """
            package io.github.secretscache.layer;

            final class Build {
                private Build() {}

                static String version() {
                    return "%s";
                }
            }
            """;

    /**
     * @param libraries the folders of its jars
     * @param proGuard the folder of the jars of ProGuard
     * @param work the folder to work in
     */
    static ApplicationModule of(List<Path> libraries, Path proGuard, Path work) throws Exception {
        Map<String, byte[]> files = new TreeMap<>();
        Map<String, TreeSet<String>> services = new TreeMap<>();
        String release = null;
        for (Path jar :
                libraries.stream().map(FileTrees::walk).flatMap(List::stream).toList()) {
            if (jar.toString().endsWith(".jar")) {
                String title = add(jar, files, services);
                release = title == null ? release : title;
            }
        }
        services.remove(WITHOUT_ITS_LIBRARY);
        Path whole = work.resolve("whole");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = whole.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Path classes = new Trimming(proGuard, work).run(whole, services, modules());
        services.keySet().removeIf(service -> !service.startsWith("java.") && !isIn(classes, service));
        String version = release + ", build " + digest(classes);
        compile(classes, work, services, version);
        Path jar = work.resolve("application.jar");
        JdkTools.run(List.of(JdkTools.jdk("jar"), "--create", "--file", jar.toString(), "-C", classes.toString(), "."));
        return new ApplicationModule(jar, version);
    }

    /** Copies the classes of a jar that the newest Java uses. Returns the version if it is the extension's own jar. */
    private static @Nullable String add(Path path, Map<String, byte[]> files, Map<String, TreeSet<String>> services)
            throws IOException {
        try (JarFile jar = new JarFile(path.toFile(), false, JarFile.OPEN_READ, Runtime.version())) {
            for (JarEntry entry : jar.versionedStream().toList()) {
                String name = entry.getName();
                byte[] bytes;
                try (InputStream in = jar.getInputStream(entry)) {
                    bytes = in.readAllBytes();
                }
                if (name.startsWith(SERVICES) && !entry.isDirectory()) {
                    services.computeIfAbsent(name.substring(SERVICES.length()), service -> new TreeSet<>())
                            .addAll(providers(bytes));
                } else if (!entry.isDirectory()
                        && !name.startsWith("META-INF/")
                        && !name.endsWith(".so")
                        && !name.equals("module-info.class")) {
                    files.put(name, bytes);
                }
            }
            return jar.getEntry(NAME.replace('.', '/') + "/Build.class") == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Implementation-Version");
        }
    }

    private static List<String> providers(byte[] file) {
        return new String(file, UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static List<String> modules() {
        return Stream.concat(Stream.of("java.base"), REQUIRED.stream()).toList();
    }

    private static boolean isIn(Path classes, String name) {
        return Files.exists(classes.resolve(name.replace('.', '/') + ".class"));
    }

    private static String digest(Path classes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path path : FileTrees.walk(classes)) {
            if (Files.isRegularFile(path)) {
                digest.update(classes.relativize(path).toString().getBytes(UTF_8));
                digest.update(Files.readAllBytes(path));
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 6);
    }

    private static void compile(Path classes, Path work, Map<String, TreeSet<String>> services, String version)
            throws Exception {
        Path sources = Files.createDirectories(work.resolve("sources"));
        Path module = Files.writeString(sources.resolve("module-info.java"), moduleSource(classes, services));
        Path build = Files.writeString(sources.resolve("Build.java"), BUILD_SOURCE.formatted(version));
        JdkTools.run(List.of(
                JdkTools.jdk("javac"),
                "-nowarn",
                "--patch-module",
                NAME + "=" + classes,
                "-d",
                classes.toString(),
                module.toString(),
                build.toString()));
    }

    private static String moduleSource(Path classes, Map<String, TreeSet<String>> services) {
        StringBuilder source = new StringBuilder("open module " + NAME + " {\n");
        REQUIRED.forEach(module -> source.append("requires ").append(module).append(";\n"));
        services.forEach((service, providers) -> source.append("provides ")
                .append(sourceName(service))
                .append(" with ")
                .append(providers.stream().map(ApplicationModule::sourceName).collect(Collectors.joining(", ")))
                .append(";\n"));
        TreeSet<String> used = new TreeSet<>(services.keySet());
        used.removeIf(service -> service.startsWith("java."));
        OPTIONAL_SERVICES.stream().filter(service -> isIn(classes, service)).forEach(used::add);
        used.forEach(
                service -> source.append("uses ").append(sourceName(service)).append(";\n"));
        return source.append("}\n").toString();
    }

    private static String sourceName(String binaryName) {
        return binaryName.replace('$', '.');
    }
}
