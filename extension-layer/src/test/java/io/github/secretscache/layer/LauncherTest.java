package io.github.secretscache.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher with other programs in the place of java, which say how they were called. */
@Timeout(60)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("src/main/layer/extensions/secrets-cache");
    private static final int STATUS_OF_FAKE = 7;

    @TempDir
    Path root;

    private final Map<String, String> environment = new LinkedHashMap<>();

    @BeforeEach
    void unpackLayer() throws IOException {
        Path extensions = Files.createDirectories(root.resolve("opt/extensions"));
        Files.copy(LAUNCHER, extensions.resolve("secrets-cache"), StandardCopyOption.COPY_ATTRIBUTES);
        environment.put("PATH", Files.createDirectories(root.resolve("bin")).toString());
    }

    @Test
    void java_onThePath_isStartedWithTheLaunchersName() throws Exception {
        fakeJava("bin/java", "17.0.15");

        Result result = launch();

        assertThat(result.status).isEqualTo(STATUS_OF_FAKE);
        assertThat(result.arguments())
                .contains(
                        "-Dorg.jboss.logging.provider=slf4j",
                        "-cp",
                        root.resolve("opt/extensions") + "/../secrets-cache/lib/*")
                .endsWith("io.github.secretscache.layer.SecretsCacheExtension", "secrets-cache");
        assertThat(result.value("pid")).as("the shell is replaced").isEqualTo(String.valueOf(result.pid));
    }

    @Test
    void name_isThatOfTheFile() throws Exception {
        fakeJava("bin/java", "17");
        Path renamed = root.resolve("opt/extensions/my-secrets.sh");
        Files.move(root.resolve("opt/extensions/secrets-cache"), renamed);

        assertThat(launch(renamed.toString()).arguments()).endsWith("my-secrets.sh");
    }

    @Test
    void arguments_arePassedOnAsTheyAre() throws Exception {
        fakeJava("bin/java", "17");

        assertThat(launch(root.resolve("opt/extensions/secrets-cache").toString(), "--check-config", "my file *")
                        .arguments())
                .endsWith("secrets-cache", "--check-config", "my file *");
    }

    @Test
    void link_findsTheFilesOfTheLayer() throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "17");
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("opt/extensions/secrets-cache"));
        environment.put("PATH", "/usr/bin:/bin");

        Result result = launch(link.toString());

        assertThat(result.value("java")).isEqualTo(root.toRealPath() + "/opt/extensions/../secrets-cache/jre/bin/java");
        assertThat(result.arguments()).endsWith("link");
    }

    @Test
    void order_isLayerThenJavaHomeThenPath() throws Exception {
        fakeJava("bin/java", "17");
        assertThat(launch().value("java")).isEqualTo(root + "/bin/java");
        fakeJava("home/bin/java", "21");
        environment.put("JAVA_HOME", root + "/home");
        assertThat(launch().value("java")).isEqualTo(root + "/home/bin/java");
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        assertThat(launch().value("java")).endsWith("/secrets-cache/jre/bin/java");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402, 1", "11.0.22, 11", "16, 16"})
    void java_tooOld_isOneLineAndAFailure(String version, String major) throws Exception {
        fakeJava("bin/java", version);

        Result result = launch();

        assertThat(result.status).isEqualTo(1);
        assertThat(result.output)
                .isEqualTo("[secrets-cache] ERROR no Java 17 or newer in the layer, /var/lang, JAVA_HOME or PATH, but"
                        + " older: " + root + "/bin/java (version " + major
                        + "): use a function with a Java 17 or newer"
                        + " runtime, or the layer that brings its own\n");
    }

    @Test
    void java_tooOldInOnePlace_isPassedOverForAnother() throws Exception {
        fakeJava("home/bin/java", "11.0.2");
        environment.put("JAVA_HOME", root + "/home");
        fakeJava("bin/java", "17-ea");

        assertThat(launch().value("java")).isEqualTo(root + "/bin/java");
    }

    @Test
    void java_nowhere_isOneLineAndAFailure() throws Exception {
        Result result = launch();

        assertThat(result.status).isEqualTo(1);
        assertThat(result.output)
                .isEqualTo("[secrets-cache] ERROR no Java 17 or newer in the layer, /var/lang, JAVA_HOME or PATH: use a"
                        + " function with a Java 17 or newer runtime, or the layer that brings its own\n");
    }

    @Test
    void java_thatCannotRun_isPassedOver() throws Exception {
        Path broken = Files.createDirectories(root.resolve("home/bin")).resolve("java");
        executable(broken, "#!/bin/sh\nexit 1\n");
        environment.put("JAVA_HOME", root + "/home");

        assertThat(launch().output).contains("home/bin/java (version 0)");
    }

    @Test
    void releaseFile_isBelievedWithoutAskingTheJvm() throws Exception {
        fakeJava("home/bin/java", "11");
        Files.writeString(
                root.resolve("home/release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.2\"\nOS_NAME=\"Linux\"\n");
        environment.put("JAVA_HOME", root + "/home");

        assertThat(launch().value("java")).isEqualTo(root + "/home/bin/java");
    }

    @Test
    void optionsOfTheFunction_doNotReachTheExtension_itsOwnDo() throws Exception {
        fakeJava("bin/java", "17");
        environment.put("JAVA_TOOL_OPTIONS", "-javaagent:/opt/agent.jar");
        environment.put("JDK_JAVA_OPTIONS", "-Xmx2g");
        environment.put("SECRETS_CACHE_JAVA_OPTIONS", "-Xmx128m -Dpattern=*");

        Result result = launch();

        assertThat(result.value("JAVA_TOOL_OPTIONS")).isEmpty();
        assertThat(result.value("JDK_JAVA_OPTIONS")).isEmpty();
        assertThat(result.arguments()).containsSubsequence("-Xmx64m", "-Xmx128m", "-Dpattern=*", "-cp");
    }

    @Test
    void ownRuntime_runsTheModule_withTheAotCacheIfItIsThere() throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        String home = root.resolve("opt/extensions") + "/../secrets-cache";
        String main = "io.github.secretscache.layer/io.github.secretscache.layer.SecretsCacheExtension";

        assertThat(launch().arguments())
                .containsSubsequence("-m", main, "secrets-cache")
                .doesNotContain("-cp")
                .noneMatch(argument -> argument.startsWith("-XX:AOTCache="));
        Files.createFile(root.resolve("opt/secrets-cache/secrets-cache.aot"));
        assertThat(launch().arguments()).contains("-XX:AOTCache=" + home + "/secrets-cache.aot");
    }

    @Test
    void ownRuntime_withoutItsExecuteBit_isOneLineAndNotAnotherJava() throws Exception {
        fakeJava("bin/java", "25");
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        Path java = root.resolve("opt/secrets-cache/jre/bin/java");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(launch())
                .extracting(Result::status, Result::output)
                .containsExactly(
                        1,
                        "[secrets-cache] ERROR " + root + "/opt/extensions/../secrets-cache/jre/bin/java may not be"
                                + " executed: the layer was unpacked without its Unix modes. Unpack the zip with a tool"
                                + " that keeps them, such as unzip, and copy it with cp -a or COPY\n");
    }

    @Test
    void ownRuntime_onAnotherArchitecture_isOneLine() throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        platform("x86_64 /lib64/no-such-loader.so");
        executable(root.resolve("bin/uname"), "#!/bin/sh\necho aarch64\n");

        assertThat(launch())
                .extracting(Result::status, Result::output)
                .containsExactly(
                        1,
                        "[secrets-cache] ERROR this layer is for x86_64, and this machine is aarch64: use the layer that"
                                + " was built on aarch64\n");
    }

    @Test
    void ownRuntime_withoutGlibc_isOneLine() throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        platform("x86_64 /lib64/no-such-loader.so");
        executable(root.resolve("bin/uname"), "#!/bin/sh\necho x86_64\n");

        assertThat(launch())
                .extracting(Result::status, Result::output)
                .containsExactly(
                        1,
                        "[secrets-cache] ERROR the layer's JVM needs glibc, and there is no /lib64/no-such-loader.so here"
                                + " (Alpine Linux has musl instead): use an image with glibc, or the jars-only layer"
                                + " with a Java 17 or newer of the image\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x86_64"})
    void ownRuntime_withoutItsPlatform_isOneLine(String platform) throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        platform(platform);

        assertThat(launch())
                .extracting(Result::status, Result::output)
                .containsExactly(
                        1,
                        "[secrets-cache] ERROR " + root
                                + "/opt/extensions/../secrets-cache/platform cannot be read: the"
                                + " layer is not complete; unpack its zip again\n");
    }

    private void platform(String line) throws IOException {
        Files.writeString(root.resolve("opt/secrets-cache/platform"), line + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "128, 32",
        "0128, 32",
        "000512, 128",
        "512, 128",
        "3008, 256",
        "'', 64",
        "lots, 64",
        "0, 64",
        "99999999, 64"
    })
    void heap_isAQuarterOfTheFunctionsMemory_withinBounds(String memory, int heap) throws Exception {
        fakeJava("bin/java", "17");
        environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", memory);

        assertThat(launch().arguments()).contains("-Xmx" + heap + "m");
    }

    @Test
    void spaceInThePath_isFine() throws Exception {
        fakeJava("my home/bin/java", "17");
        environment.put("JAVA_HOME", root + "/my home");

        assertThat(launch().value("java")).isEqualTo(root + "/my home/bin/java");
    }

    @Test
    void spaceAndLetterInThePathOfTheLayer_areFine() throws Exception {
        fakeJava("opt/secrets-cache/jre/bin/java", "25");
        Files.createFile(root.resolve("opt/secrets-cache/secrets-cache.aot"));
        Path moved = Files.move(root.resolve("opt"), root.resolve("my l\u00e4yers *"));

        Result result = launch(moved.resolve("extensions/secrets-cache").toString());

        String home = moved + "/extensions/../secrets-cache";
        assertThat(result.value("java")).isEqualTo(home + "/jre/bin/java");
        assertThat(result.arguments()).contains("-XX:AOTCache=" + home + "/secrets-cache.aot");
    }

    @Test
    void file_isExecutableAndHasUnixLineEnds() throws IOException {
        assertThat(Files.isExecutable(LAUNCHER)).isTrue();
        assertThat(Files.readString(LAUNCHER)).startsWith("#!/bin/sh\n").doesNotContain("\r");
    }

    /** Written with the shell's own commands only: there is nothing else on the path. */
    private void fakeJava(String place, String version) throws IOException {
        Path java = root.resolve(place);
        Files.createDirectories(java.getParent());
        if (place.contains("/jre/")) {
            platform("here /");
        }
        executable(java, """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'openjdk version "%s" 2026-01-01' >&2
                    exit 0
                fi
                echo "java=$0"
                echo "pid=$$"
                echo "JAVA_TOOL_OPTIONS=${JAVA_TOOL_OPTIONS:-}"
                echo "JDK_JAVA_OPTIONS=${JDK_JAVA_OPTIONS:-}"
                for argument in "$@"; do
                    echo "argument=$argument"
                done
                exit %d
                """.formatted(version, STATUS_OF_FAKE));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result launch() throws Exception {
        return launch(root.resolve("opt/extensions/secrets-cache").toString());
    }

    private Result launch(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        return new Result(process.pid(), process.waitFor(), output);
    }

    private record Result(long pid, int status, String output) {
        List<String> arguments() {
            return output.lines()
                    .filter(line -> line.startsWith("argument="))
                    .map(line -> line.substring("argument=".length()))
                    .toList();
        }

        String value(String name) {
            return output.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(output));
        }
    }
}
