package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is in {@code secrets-cache-layer-java.zip}, and that it starts wherever a Java function may run. */
@Timeout(120)
class JarsOnlyLayerIT {
    private static final Path ZIP = Path.of("target/secrets-cache-layer-java.zip");
    private static final Path LAYER = Path.of("target/layer/secrets-cache");
    /** project.build.outputTimestamp; a zip has local times, and Maven writes UTC. */
    private static final LocalDateTime TIME_OF_ENTRIES = LocalDateTime.of(2026, 11, 1, 0, 0);

    @Test
    void zip_isSmall() throws IOException {
        assertThat(Files.size(ZIP)).isLessThan(12_000_000);
    }

    @Test
    void jars_areNoMoreThanNeeded() throws IOException {
        assertThat(jars())
                .noneMatch(jar -> jar.contains("databind")
                        || jar.contains("netty")
                        || jar.contains("apache")
                        || jar.contains("crt")
                        || jar.contains("annotations"))
                .hasSizeLessThanOrEqualTo(48);
    }

    @Test
    void extensions_haveNothingButTheLauncher() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target/layer/extensions"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("secrets-cache");
        }
    }

    @Test
    void wrapper_isAtTheRoot_andMayBeExecuted() throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(ZIP, Map.of("enablePosixFileAttributes", true))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip.getPath("/secrets-cache-env"))))
                    .isEqualTo("rwxr-xr-x");
        }
    }

    @Test
    void everyJar_isInTheSbom() throws IOException {
        Path file = Path.of("target/sbom.json");
        if (!Files.exists(file)) {
            System.err.println("JarsOnlyLayerIT DID NOT CHECK the SBOM: Maven is offline, and then none is made");
        }
        Assumptions.assumeTrue(Files.exists(file), "an SBOM is made online only");
        String sbom = Files.readString(file);

        assertThat(jars())
                .filteredOn(jar -> !jar.startsWith("secrets-cache-extension-layer"))
                .allSatisfy(jar -> assertThat(sbom).contains(packageUrlEnd(jar)));
        assertThat(sbom).contains("\"Apache-2.0\"", "\"MIT\"");
        assertThat(LAYER.resolve("sbom.json")).hasContent(sbom);
    }

    @Test
    void checksum_isThatOfTheZip() throws Exception {
        byte[] zip = Files.readAllBytes(Path.of("target/secrets-cache-layer-java.zip"));

        assertThat(Path.of("target/secrets-cache-layer-java.zip.sha256"))
                .content()
                .isEqualToIgnoringNewLines(HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(zip))
                        + " *secrets-cache-layer-java.zip");
    }

    @Test
    void licences_ofTheJarsComeAlong() {
        assertThat(LAYER.resolve("LICENSE")).exists();
        assertThat(LAYER.resolve("licences"))
                .isDirectoryRecursivelyContaining("glob:**/jackson-core-*/META-INF/NOTICE");
        assertThat(LAYER.resolve("licences"))
                .isDirectoryRecursivelyContaining("glob:**/slf4j-api-*/META-INF/LICENSE.txt");
    }

    /** What would make two builds of one commit differ. */
    @Test
    void entries_haveOneTimeAndOneOrder() throws IOException {
        try (ZipFile zip = new ZipFile(ZIP.toFile())) {
            List<? extends ZipEntry> entries = zip.stream().toList();
            assertThat(entries)
                    .allSatisfy(entry -> assertThat(entry.getTimeLocal()).isEqualTo(TIME_OF_ENTRIES));
            List<String> jars = new ArrayList<>();
            entries.forEach(entry -> {
                if (entry.getName().endsWith(".jar")) {
                    jars.add(entry.getName());
                }
            });
            assertThat(jars).doesNotHaveDuplicates().isNotEmpty();
        }
    }

    @Test
    void layer_startsOnEveryInstalledJava() throws Exception {
        SortedMap<Integer, Path> javas = javas();
        if (javas.size() == 1) {
            System.err.println("JarsOnlyLayerIT started the layer on Java " + javas.keySet()
                    + " alone: no other is installed beside it");
        }
        for (Map.Entry<Integer, Path> java : javas.entrySet()) {
            startOn(java.getValue(), java.getKey());
        }
    }

    private static void startOn(Path home, int version) throws Exception {
        try (FakeExtensionsApi api = new FakeExtensionsApi()) {
            Map<String, String> environment = new HashMap<>();
            environment.put("AWS_LAMBDA_RUNTIME_API", api.address());
            environment.put("SECRETS_CACHE_PORT", String.valueOf(ExtensionProcess.freePort()));
            environment.put("SECRETS_CACHE_STARTUP_TRACE", "true");
            environment.put("JAVA_HOME", home.toString());
            try (ExtensionProcess process = ExtensionProcess.start(environment)) {
                assertThat(api.call().name()).as("on Java %d", version).isEqualTo("register");
                assertThat(api.call().name()).as("on Java %d", version).isEqualTo("event/next");
                api.shutdown(Instant.now().plusSeconds(2));
                assertThat(process.exitStatus()).isZero();
                assertThat(process.lines())
                        .as("on Java %d", version)
                        .anyMatch(line -> line.endsWith("| the JVM runs main"))
                        .anyMatch(line -> line.endsWith("| registered"))
                        .noneMatch(line -> line.contains("WARN") || line.contains("warning"));
            }
        }
    }

    /** {@return the homes of one Java of each version from 17 on: this one's, and those installed beside it} */
    private static SortedMap<Integer, Path> javas() throws IOException {
        SortedMap<Integer, Path> homes = new TreeMap<>();
        Path home = Path.of(System.getProperty("java.home"));
        try (Stream<Path> installed = Files.list(home.toRealPath().getParent())) {
            for (Path candidate : installed.sorted(Comparator.naturalOrder()).toList()) {
                int version = version(candidate.resolve("release"));
                if (version >= 17 && Files.isExecutable(candidate.resolve("bin/java"))) {
                    homes.put(version, candidate);
                }
            }
        }
        homes.put(Runtime.version().feature(), home);
        return homes;
    }

    private static int version(Path release) throws IOException {
        if (!Files.isReadable(release)) {
            return 0;
        }
        String mark = "JAVA_VERSION=\"";
        return Files.readAllLines(release).stream()
                .filter(line -> line.startsWith(mark))
                .mapToInt(line -> Runtime.Version.parse(line.substring(mark.length(), line.length() - 1))
                        .feature())
                .findFirst()
                .orElse(0);
    }

    /** {@code name-1.2.3.jar} is {@code …/name@1.2.3?type=jar}. */
    private static String packageUrlEnd(String jar) {
        int dash = 0;
        while (!Character.isDigit(jar.charAt(jar.indexOf('-', dash) + 1))) {
            dash = jar.indexOf('-', dash) + 1;
        }
        int split = jar.indexOf('-', dash);
        return "/" + jar.substring(0, split) + "@" + jar.substring(split + 1, jar.length() - ".jar".length())
                + "?type=jar";
    }

    private static List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(LAYER.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
