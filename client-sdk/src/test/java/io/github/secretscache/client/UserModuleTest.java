package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user's program with Jackson, as a module and on the class path, on this Java and on the others that are installed. */
@Timeout(120)
class UserModuleTest {
    private static final String MODULE = """
            module user {
                requires io.github.secretscache.client;
                requires JACKSON;
                opens user to JACKSON;
            }
            """;
    private static final String MAIN = """
            package user;

            import io.github.secretscache.client.SecretsCacheClient;
            import java.net.URI;

            public final class Main {
                record Login(String username, String password) {}

                public static void main(String[] args) {
                    SecretsCacheClient secrets =
                            SecretsCacheClient.builder().endpoint(URI.create(args[0])).build();
                    Login login = secrets.get("db", Login.class);
                    boolean isKept = login == secrets.get("db", Login.class);
                    System.out.print(login.username() + " " + isKept + " " + Main.class.getModule().isNamed());
                }
            }
            """;

    /** The libraries a user may have. */
    enum Jackson {
        JACKSON_2("com.fasterxml.jackson.databind", ObjectMapper.class, JsonParser.class),
        JACKSON_3(
                "tools.jackson.databind",
                tools.jackson.databind.ObjectMapper.class,
                tools.jackson.core.JsonParser.class);

        private final String module;
        private final List<Class<?>> found;

        Jackson(String module, Class<?>... found) {
            this.module = module;
            this.found = List.of(found);
        }
    }

    @TempDir
    Path folder;

    @AutoClose
    private final StubFrontend server = new StubFrontend();

    private String libraries;
    private Path classes;

    @BeforeEach
    void start() {
        server.answer("/cache/db", StubFrontend.secret("v1", "{\"username\":\"anika\",\"password\":\"x\"}"));
    }

    private void compile(Jackson jackson) throws Exception {
        List<String> jars = new ArrayList<>();
        jars.add(place(SecretsCacheClient.class));
        jars.add(place(Class.forName("com.fasterxml.jackson.annotation.JsonProperty")));
        for (Class<?> found : jackson.found) {
            jars.add(place(found));
        }
        libraries = String.join(File.pathSeparator, jars);
        Path source = Files.createDirectories(folder.resolve("source").resolve("user"));
        Files.writeString(source.getParent().resolve("module-info.java"), MODULE.replace("JACKSON", jackson.module));
        Files.writeString(source.resolve("Main.java"), MAIN);
        classes = folder.resolve("classes");
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "17",
                        "--module-path",
                        libraries,
                        "-d",
                        classes.toString(),
                        source.getParent().resolve("module-info.java").toString(),
                        source.resolve("Main.java").toString());
        assertThat(status).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void typedRead_asAModule_works(Jackson jackson) throws Exception {
        compile(jackson);
        for (Path java : javas()) {
            String path = libraries + File.pathSeparator + classes;
            assertThat(run(java, "--module-path", path, "--module", "user/user.Main"))
                    .as(java.toString())
                    .isEqualTo("anika true true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void typedRead_onTheClassPath_works(Jackson jackson) throws Exception {
        compile(jackson);
        for (Path java : javas()) {
            String path = libraries + File.pathSeparator + classes;
            assertThat(run(java, "-cp", path, "user.Main")).as(java.toString()).isEqualTo("anika true false");
        }
    }

    /** {@return one Java of each version from 17 on: this one, and those installed beside it} */
    private static List<Path> javas() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        SortedMap<Integer, Path> homes = new TreeMap<>();
        try (Stream<Path> installed = Files.list(home.toRealPath().getParent())) {
            for (Path candidate : installed.toList()) {
                int version = version(candidate.resolve("release"));
                if (version >= 17 && Files.isExecutable(candidate.resolve("bin/java"))) {
                    homes.put(version, candidate);
                }
            }
        }
        homes.put(Runtime.version().feature(), home);
        if (homes.size() == 1) {
            System.err.println(
                    "UserModuleTest ran on Java " + homes.keySet() + " alone: no other is installed beside it");
        }
        return homes.values().stream().map(path -> path.resolve("bin/java")).toList();
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

    private String run(Path java, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.add(server.uri().toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
