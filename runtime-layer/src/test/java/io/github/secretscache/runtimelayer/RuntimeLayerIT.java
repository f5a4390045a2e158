package io.github.secretscache.runtimelayer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The layer with its own runtime, as a function in another language gets it: from the zip, with no Java around. */
@Timeout(300)
class RuntimeLayerIT {
    private static final Path TARGET = Path.of("target");
    private static final String NAME =
            "layer-" + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
    private static final Path ZIP = TARGET.resolve("secrets-cache-" + NAME + ".zip");
    private static final Pattern BUILD = Pattern.compile("version [^;]*, build ([0-9a-f]{12});");
    private static final String FUNCTION = """
            const http = require('http');
            exports.handler = () => new Promise((resolve, reject) => {
              http.get('http://localhost:' + process.env.SECRETS_CACHE_PORT + '/cache/secret_now', (response) => {
                let body = '';
                response.on('data', (part) => { body += part; });
                response.on('end', () => resolve({ status: response.statusCode, body }));
              }).on('error', reject);
            });
            """;

    @TempDir
    Path root;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private SecretsManagerEndpoint endpoint;

    @BeforeAll
    static void layerIsBuilt() {
        BuiltLayer.require(RuntimeLayerIT.class);
    }

    @BeforeEach
    void prepare() throws IOException {
        endpoint = SecretsManagerEndpoint.start();
        endpoint.createSecret("secret_now", "the value");
        Path function = Files.createDirectories(root.resolve("function"));
        Files.writeString(function.resolve("index.js"), FUNCTION);
        Files.writeString(function.resolve("config.yaml"), "SecretManagers:\n  - secrets:\n      - secret_now\n");
    }

    @AfterEach
    void close() {
        endpoint.close();
    }

    @Test
    void zip_isSmall() throws IOException {
        assertThat(Files.size(ZIP)).isLessThan(38_000_000);
    }

    @Test
    void zipUnpackedWithoutTimes_readOnly_besideNodeAndNoJava_runsFromTheCache() throws Exception {
        Path layer = unpacked("layer");
        run("chmod", "-R", "a-w", layer.toString());
        Path classes = root.resolve("classes.txt");

        List<String> before = listing(layer);
        serve(layer, "-Xlog:class+load:file=" + classes);

        List<String> loaded = Files.readAllLines(classes).stream()
                .filter(line -> line.contains(" source: "))
                .toList();
        long fromCache = loaded.stream()
                .filter(line -> line.contains("source: shared objects file"))
                .count();
        assertThat(loaded).hasSizeGreaterThan(1_000);
        assertThat(fromCache * 100.0 / loaded.size())
                .as("%% of the classes that came from the cache")
                .isGreaterThanOrEqualTo(95);
        assertThat(loaded)
                .as("elliptic curves, and the linking of what records compare by")
                .noneMatch(line -> line.contains(" sun.security.util.CurveDB "))
                .noneMatch(line -> line.contains(" java.lang.invoke.LambdaForm$MH/")
                        && line.contains("__JVM_LookupDefineClass__"));
        assertThat(listing(layer)).isEqualTo(before);
        assertThat(text()).doesNotContain("AOT cache", "[aot");
        run("chmod", "-R", "u+w", layer.toString());
    }

    @Test
    void certificates_areThoseOfTheList_andNoOthers() throws Exception {
        Path layer = unpacked("layer");

        assertThat(FoundCertificates.in(layer)).isEqualTo(ListedAuthorities.fingerprintsAndLastDays());
        assertThat(layer.resolve("secrets-cache/licences/mozilla-roots/roots.txt"))
                .content()
                .contains("Mozilla Public License");
    }

    @Test
    void wrapper_isAtTheRoot_andMayBeExecuted() throws Exception {
        Path wrapper = unpacked("layer").resolve("secrets-cache-env");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(wrapper)))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void runtime_hasNothingThatTheLayerDoesNotRun() throws Exception {
        Path jre = unpacked("layer").resolve("secrets-cache/jre");

        assertThat(listing(jre.resolve("bin"))).hasSize(2).last().asString().contains("/bin/java ");
        try (Stream<Path> libraries = Files.list(jre.resolve("lib"))) {
            assertThat(libraries.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "jspawnhelper",
                            "jvm.cfg",
                            "libaws-crt-jni.so",
                            "libjava.so",
                            "libjimage.so",
                            "libjli.so",
                            "libnet.so",
                            "libnio.so",
                            "libverify.so",
                            "libzip.so",
                            "modules",
                            "security",
                            "server",
                            "tzdb.dat");
        }
    }

    @Test
    void sbom_namesTheJdk_andTheChecksumIsThatOfTheZip() throws Exception {
        Path sbom = unpacked("layer").resolve("secrets-cache/sbom.json");
        String version = JdkRelease.of(Path.of(Files.readString(TARGET.resolve("runtime/jdk"))))
                .version();

        if (Files.exists(Path.of("../extension-layer/target/sbom.json"))) {
            assertThat(sbom).content().contains("\"OpenJDK\"", "\"" + version + "\"", "pkg:maven/");
        } else {
            System.err.println("RuntimeLayerIT DID NOT CHECK the SBOM: Maven is offline, and then none is made");
        }
        run("/bin/sh", "-c", "cd target && sha256sum -c secrets-cache-" + NAME + ".zip.sha256");
    }

    @Test
    void cacheThatIsRefused_isOneLine_andTheExtensionWorks() throws Exception {
        Path layer = unpacked("layer");
        try (RandomAccessFile cache = new RandomAccessFile(
                layer.resolve("secrets-cache/secrets-cache.aot").toFile(), "rw")) {
            cache.setLength(cache.length() / 2);
        }

        serve(layer, "");

        assertThat(lines())
                .filteredOn(line -> line.contains("AOT cache") || line.contains("[aot"))
                .singleElement()
                .asString()
                .contains("WARN the JVM refused the layer's AOT cache");
    }

    /**
     * An AOT cache may be taken for code that has changed since, and then the old code runs. The path has a blank and a
     * letter that is not ASCII.
     */
    @Test
    void packedAgainWithOtherCode_inAnotherPath_theNewCodeRuns() throws Exception {
        Path jarsOnly =
                Files.createDirectories(root.resolve("my pr\u00f6jects")).resolve("jars only");
        run("cp", "-a", "../extension-layer/target/layer", jarsOnly.toString());
        change(jarsOnly.resolve("secrets-cache/lib"));
        Path again = root.resolve("my pr\u00f6jects/again");
        String jdk = Files.readString(TARGET.resolve("runtime/jdk"));

        String said = run(
                jdk + "/bin/java",
                "-cp",
                "target/classes:../local-lambda/target/local-lambda.jar",
                RuntimeLayer.class.getName(),
                jarsOnly.toString(),
                "../example-function/target/function",
                "target/native-tls",
                "target/proguard",
                again.toString());

        String first = served(TARGET.resolve(NAME));
        String second = served(again.resolve(NAME));
        assertThat(second).isNotEqualTo(first);
        assertThat(said).contains("build " + second);
    }

    private static void change(Path libraries) throws IOException {
        try (Stream<Path> jars = Files.list(libraries)) {
            Path ours = jars.filter(jar -> jar.getFileName().toString().startsWith("secrets-cache-extension-layer"))
                    .findFirst()
                    .orElseThrow();
            try (FileSystem jar = FileSystems.newFileSystem(ours)) {
                Files.writeString(jar.getPath("/io/github/secretscache/layer/changed.txt"), "changed");
            }
        }
    }

    /** Returns the build that says it has started. */
    private String served(Path layer) throws Exception {
        int before = lines().size();
        serve(layer, "");
        Matcher build = BUILD.matcher(String.join("\n", lines().subList(before, lines().size())));
        assertThat(build.find()).as(text()).isTrue();
        return build.group(1);
    }

    private void serve(Path layer, String javaOptions) throws Exception {
        Path function = root.resolve("function");
        Map<String, String> environment = new HashMap<>(endpoint.environment());
        environment.put("PATH", pathWithoutJava().toString());
        environment.put("SECRETS_CACHE_CONFIG", function.resolve("config.yaml").toString());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(freePort()));
        environment.put("SECRETS_CACHE_JAVA_OPTIONS", "-Dio.github.secretscache.tls.patience=20000 " + javaOptions);
        try (LocalLambda lambda = LocalLambda.builder()
                .layer(layer.toAbsolutePath())
                .function(function)
                .nodeHandler("index.handler")
                .environment(environment)
                .initLimit(Duration.ofSeconds(60))
                .timeout(Duration.ofSeconds(60))
                .log(log::add)
                .start()) {
            assertThat(lambda.initReport().outcome()).as(text()).isEqualTo(InitReport.Outcome.SUCCESS);
            long process = lambda.initReport().extensions().get(0).processId();
            assertThat(Path.of("/proc", String.valueOf(process), "exe").toRealPath())
                    .isEqualTo(layer.resolve("secrets-cache/jre/bin/java").toRealPath());
            assertThat(lambda.invoke("{}".getBytes(StandardCharsets.UTF_8)).payloadText())
                    .as(text())
                    .isEqualTo("{\"status\":200,\"body\":\"the value\"}");
            lambda.shutdown("spindown");
        }
    }

    /** With the two programs that local-lambda starts processes by. */
    private Path pathWithoutJava() throws Exception {
        Path bin = root.resolve("bin");
        if (!Files.exists(bin)) {
            Files.createDirectory(bin);
            for (String program : List.of("setsid", "env")) {
                String found = run("/bin/sh", "-c", "command -v " + program).strip();
                Path here = Files.writeString(bin.resolve(program), "#!/bin/sh\nexec " + found + " \"$@\"\n");
                Files.setPosixFilePermissions(here, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        return bin;
    }

    /** By another tool than ours; -DD leaves the times out. */
    private Path unpacked(String name) throws Exception {
        Path folder = root.resolve(name);
        run("unzip", "-q", "-DD", ZIP.toString(), "-d", folder.toString());
        return folder;
    }

    private static List<String> listing(Path folder) throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted().toList()) {
                files.add(file + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    private List<String> lines() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    private String text() {
        return String.join("\n", lines());
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
        return output;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
