package io.github.secretscache.extension.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.extension.outside.OneLife;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Register, two invocations, shutdown: in a JVM of its own. */
@Timeout(60)
class OneLifeTest {
    @TempDir
    Path folder;

    @Test
    void onTheClassPath_withProxiesSet_callsGoDirectAndLoadNothingHeavy() throws Exception {
        List<String> loaded;
        try (ServerSocket deadEnd = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            List<String> command = new ArrayList<>();
            for (String prefix : List.of("http.proxy", "https.proxy", "socksProxy")) {
                command.add("-D" + prefix + "Host=127.0.0.1");
                command.add("-D" + prefix + "Port=" + deadEnd.getLocalPort());
            }
            command.addAll(List.of("-Dhttp.nonProxyHosts=", "-DsocksNonProxyHosts="));
            command.addAll(
                    List.of("-cp", place(OneLife.class) + File.pathSeparator + place(ExtensionsApiClient.class)));
            command.add(OneLife.class.getName());
            loaded = run(command);
        }
        assertThat(loaded).contains("io.github.secretscache.extension.api.Replies");
        // What comes before and after is the JVM's own.
        List<String> ours =
                loaded.subList(loaded.indexOf(OneLife.class.getName()), loaded.indexOf("java.lang.Shutdown"));
        assertThat(ours.stream().filter(OneLifeTest::isHeavy)).isEmpty();
    }

    @Test
    void onTheModulePath_theExportedPackageIsEnough() throws Exception {
        List<String> command = new ArrayList<>(List.of("--module-path", place(ExtensionsApiClient.class)));
        command.addAll(List.of("--add-modules", "io.github.secretscache.extension.api"));
        command.addAll(List.of("-cp", outsideOnly(), OneLife.class.getName()));
        assertThat(run(command)).contains("io.github.secretscache.extension.api.Replies");
    }

    /** Each of these costs milliseconds before the function may start, or has no business here. */
    private static boolean isHeavy(String name) {
        // The JDK's own sockets have lambdas, but nothing that joins texts.
        return (name.startsWith("io.github.secretscache.") && name.contains("$$Lambda"))
                || name.equals("java.lang.invoke.StringConcatFactory")
                || name.equals("java.util.Formatter")
                || name.startsWith("java.util.regex.")
                || name.startsWith("java.util.logging.")
                || name.startsWith("java.util.stream.")
                || name.startsWith("java.net.http.")
                || name.startsWith("sun.net.www.")
                || name.startsWith("org.jspecify.")
                || name.contains("ProxySelector")
                || name.contains("Socks");
    }

    /** {@return the names of the classes that were loaded} */
    private List<String> run(List<String> options) throws Exception {
        Path log = folder.resolve("classes.log");
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xlog:class+load:file=" + log + "::filecount=0"));
        command.addAll(options);
        try (FakeExtensionsApi api = new FakeExtensionsApi()) {
            api.core.invoke("r1", 1);
            api.core.invoke("r2", 1);
            api.core.shutdown("spindown", 1);
            command.add(api.address());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.endsWith("JAVA_OPTIONS") || name.endsWith("_TOOL_OPTIONS"));
            Process process = builder.start();
            try {
                assertThat(process.waitFor(50, TimeUnit.SECONDS))
                        .as(Files.readString(output))
                        .isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(Files.readString(output)).isEqualTo(2);
            assertThat(api.requests(FakeExtensionsApi.NEXT)).hasSize(3);
            assertThat(api.connectionCount()).isEqualTo(1);
        }
        List<String> names = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            // "[0.012s][info][class,load] the.Name source: …"
            names.add(line.substring(line.lastIndexOf("] ") + 2).split(" ", 2)[0]);
        }
        return names;
    }

    /** A copy of the one class, since the folder of the tests holds classes of the module's package too. */
    private String outsideOnly() throws IOException, URISyntaxException {
        String file = OneLife.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("outside").resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(place(OneLife.class)).resolve(file), copy);
        return folder.resolve("outside").toString();
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
