package io.github.secretscache.layer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretKind;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.core.testing.FakeSecretSource;
import io.github.secretscache.http.EnvironmentVariable;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import io.github.secretscache.layer.log.LogSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wrapper under a real bash, before the real HTTP server and a scripted source of secrets. */
@Timeout(60)
class EnvironmentWrapperTest {
    private static final Path WRAPPER =
            Path.of("src/main/layer/secrets-cache-env").toAbsolutePath();
    private static final String TOKEN = "a-token-of-this-test";
    /** Shows its environment as the kernel gave it. */
    private static final String[] SHOW = {"/bin/cat", "/proc/self/environ"};

    @TempDir
    Path root;

    private final FakeSecretSource source = new FakeSecretSource();
    private final List<EnvironmentVariable> variables = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> wrapper = List.of(WRAPPER.toString());
    private SecretsCache cache;
    private OutputStream logBefore;
    private HttpFrontend frontend;
    private boolean served;

    /** What a program printed, byte for byte, and how it ended. */
    private record Result(int status, String output, String errors) {
        Map<String, String> environment() {
            Map<String, String> all = new TreeMap<>();
            for (String entry : output.split("\0")) {
                all.put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1));
            }
            return all;
        }
    }

    @BeforeEach
    void listen() {
        logBefore = LogSink.redirect(OutputStream.nullOutputStream());
        frontend = HttpFrontend.builder().port(0).start();
        environment.put("SECRETS_CACHE_PORT", String.valueOf(frontend.ports().get(0)));
        environment.put("AWS_SESSION_TOKEN", TOKEN);
        cache = SecretsCache.builder().source(source).build();
    }

    @AfterEach
    void close() {
        frontend.close();
        cache.close();
        LogSink.flush(Duration.ofSeconds(5));
        LogSink.redirect(logBefore);
    }

    @Test
    void everyByteButNul_arrives() throws Exception {
        byte[] bytes = new byte[255];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        source.putBinary("all", bytes);
        set("ALL", "all");

        assertThat(run(SHOW).environment()).containsEntry("ALL", new String(bytes, ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                " leading and trailing \t\n\n",
                "it's \"quoted\" \\ \\n \\0 $'x'",
                "$HOME ${HOME} $(touch pwned) `touch pwned` ; touch pwned & | > pwned",
                "* ? [a-z] ~ {a,b} !x #y",
                "-n",
                "--help",
                "%s%n%x",
                "a=b=c",
                "\u00e4\u20ac\ud83d\ude00",
                "\u0001\u007f\u0001\u0001\u007f",
                "\r\n\r\n"
            })
    void value_thatAShellMightTouch_arrivesAsItIs(String value) throws Exception {
        source.putBinary("value", value.getBytes(UTF_8));
        set("VALUE", "value");
        environment.put("LC_ALL", "C.UTF-8");

        Result result = run(SHOW);

        assertThat(result.environment()).containsEntry("VALUE", new String(value.getBytes(UTF_8), ISO_8859_1));
        assertThat(result.environment()).containsEntry("LC_ALL", "C.UTF-8");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void value_of64KiB_arrives() throws Exception {
        String large = "0123456789abcde\n".repeat(4096);
        source.put("large", large);
        set("LARGE", "large");

        assertThat(run(SHOW).environment()).containsEntry("LARGE", large);
    }

    @Test
    void valuesThatAreMoreThanLinuxTakes_areSaidToBeTheReason() throws Exception {
        source.put("large", "x".repeat(65536));
        IntStream.range(0, 5).forEach(i -> set("LARGE_" + i, "large"));
        served = true;
        serve();

        Result result = finish(inTheEnvironment(List.of(
                "/bin/bash",
                "-c",
                "ulimit -s 1024 && exec \"$@\"",
                "bash",
                WRAPPER.toString(),
                "/bin/echo",
                "started")));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .contains("Argument list too long")
                .contains("[secrets-cache-env] ERROR the variables of config.yaml have 3277")
                .contains("a quarter of the stack's limit (1024 KiB)")
                .doesNotContain("xxx");
    }

    @Test
    void environment_isOtherwiseTheSame_whateverItsNames() throws Exception {
        source.put("value", "v");
        // Names that the script might use for itself.
        for (String name : List.of("port", "token", "status", "length", "REPLY", "name", "left", "read", "line")) {
            environment.put(name, "mine");
        }
        set("detail", "value");
        set("connection", "value");

        Map<String, String> after = run(SHOW).environment();

        environment.forEach((name, value) -> assertThat(after).containsEntry(name, value));
        assertThat(after).containsEntry("detail", "v").containsEntry("connection", "v");
        after.keySet().removeAll(environment.keySet());
        // The last four are those that every bash sets.
        assertThat(after.keySet()).isSubsetOf("detail", "connection", "PWD", "OLDPWD", "SHLVL", "_");
    }

    @Test
    void variable_thatIsSet_isReplacedOnlyWhereItIsSaid() throws Exception {
        source.put("value", "from the secret");
        set("KEPT", "value");
        set("EMPTY", "value");
        set("HOSTTYPE", "value");
        variables.add(new EnvironmentVariable("REPLACED", SecretKind.SECRET, "value", null, null, false, true));
        environment.putAll(Map.of("KEPT", "mine", "EMPTY", "", "REPLACED", "mine"));

        assertThat(run(SHOW).environment())
                .containsEntry("KEPT", "mine")
                .containsEntry("EMPTY", "")
                // Bash has a variable of that name, the environment has none.
                .containsEntry("HOSTTYPE", "from the secret")
                .containsEntry("REPLACED", "from the secret");
    }

    @Test
    void program_takesTheShellsPlace_withItsArgumentsAndStatus() throws Exception {
        serve();
        String script = "printf '<%s>' \"$@\"; ls /proc/self/fd | wc -l; read x; echo \"$x\"; echo $$; exit 7";

        Process process = start("/bin/sh", "-c", script, "name", "a b", "*", "");
        process.getOutputStream().write("typed\n".getBytes(UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isEqualTo(7);
        // Three and the folder being listed: the connection is not passed on.
        assertThat(output).isEqualTo("<a b><*><>4\ntyped\n" + process.pid() + "\n");
    }

    @Test
    void pipeThatBreaks_endsTheProgramAsUsual() throws Exception {
        String ignored = "grep SigIgn /proc/self/status";

        assertThat(run("/bin/sh", "-c", ignored).output())
                .isEqualTo(finish(inTheEnvironment(List.of("/bin/sh", "-c", ignored)))
                        .output());
    }

    @Test
    void nextWrapper_startsTheProgram_withTheVariables() throws Exception {
        source.put("value", "v");
        set("VALUE", "value");
        Path next = root.resolve("next");
        Files.writeString(next, "#!/bin/sh\necho \"next has $VALUE and $*\"\nexec \"$@\"\n");
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("SECRETS_CACHE_ENV_NEXT_WRAPPER", next.toString());

        assertThat(run("/bin/echo", "program").output()).isEqualTo("next has v and /bin/echo program\nprogram\n");
    }

    @ParameterizedTest
    @CsvSource({"SECRETS_CACHE_TOKEN", "AWS_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"})
    void token_isThatOfTheExtensionsOrder(String variable) throws Exception {
        environment.put("AWS_SESSION_TOKEN", variable.startsWith("AWS_CONTAINER") ? " " : "another");
        environment.put(variable, " " + TOKEN + "\n");

        assertThat(run("/bin/echo", "started").output()).isEqualTo("started\n");
    }

    @Test
    void token_ofAFile_isRead() throws Exception {
        Path file = Files.writeString(root.resolve("a token"), "\n " + TOKEN + "\n\n");
        environment.put("SECRETS_CACHE_TOKEN", file.toUri().toString());

        assertThat(run("/bin/echo", "started").output()).isEqualTo("started\n");
    }

    @Test
    void token_ofAFileThatIsNotThere_isOneLine() throws Exception {
        environment.put("SECRETS_CACHE_TOKEN", "file:///no/such/file");

        assertFails(
                "SECRETS_CACHE_TOKEN: /no/such/file cannot be read, or is empty; expected the file with the token of"
                        + " the secrets cache");
    }

    @Test
    void token_thatIsWrong_isOneLine() throws Exception {
        environment.put("AWS_SESSION_TOKEN", "another");

        assertFails("The token is wrong. On Lambda it is the value of AWS_SESSION_TOKEN, or of"
                + " AWS_CONTAINER_AUTHORIZATION_TOKEN under SnapStart, unless SECRETS_CACHE_TOKEN is set.");
    }

    @Test
    void port_isAlsoThatOfAwsVariable_andChecked() throws Exception {
        String port = environment.remove("SECRETS_CACHE_PORT");
        environment.put("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", port);
        assertThat(run("/bin/echo", "started").output()).isEqualTo("started\n");
        environment.put("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", "000" + port);
        assertThat(run("/bin/echo", "started").output()).isEqualTo("started\n");

        environment.put("SECRETS_CACHE_PORT", "x/../y");
        assertFails("SECRETS_CACHE_PORT: read \"x/../y\", expected a port, 1 to 65535");
    }

    @Test
    void secret_thatIsMissing_isOneLineWithTheVariable() throws Exception {
        source.fail("prod/db", Reason.ACCESS_DENIED);
        source.put("value", "{\"a\":1}");
        set("DB_PASSWORD", "prod/db");
        variables.add(new EnvironmentVariable(
                "MEMBER", SecretKind.SECRET, "value", null, "say \"\\cheese\\\"", false, false));

        Result result = run("/bin/echo", "started");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors())
                .startsWith("[secrets-cache-env] ERROR environment variable DB_PASSWORD: ")
                .contains(
                        "; environment variable MEMBER: The secret has no member 'say \"\\cheese\\\"' at its top level.")
                .hasLineCount(1);
    }

    @Test
    void values_areInNoArgumentAndNoFile_whileTheProgramRuns() throws Exception {
        String value = "value-that-must-not-be-seen-" + System.nanoTime();
        source.put("value", value);
        set("VALUE", "value");
        serve();

        Process program = start("/bin/sh", "-c", "echo up; read x");
        program.getInputStream().read();

        assertThat(commandLines()).anyMatch(line -> line.contains("echo up")).noneMatch(line -> line.contains(value));
        assertThat(Files.readString(Path.of("/proc/" + program.pid() + "/environ"), ISO_8859_1))
                .contains("VALUE=" + value);
        assertThat(root).isEmptyDirectory();
        program.destroy();
    }

    @Test
    void trace_thatTheEnvironmentOrACallerAsksFor_showsNoValue() throws Exception {
        source.put("value", "hunter2");
        set("VALUE", "value");
        environment.put("SHELLOPTS", "xtrace:verbose");
        Files.writeString(root.resolve("env.sh"), "set -x\n");
        environment.put("BASH_ENV", root.resolve("env.sh").toString());

        assertThat(run("/bin/echo", "started").errors()).isEmpty();

        environment.remove("SHELLOPTS");
        environment.remove("BASH_ENV");
        Result traced =
                finish(inTheEnvironment(List.of("/bin/bash", "-x", WRAPPER.toString(), "/bin/echo", "started")));
        assertThat(traced.output()).isEqualTo("started\n");
        assertThat(traced.errors()).doesNotContain("hunter2", TOKEN);
    }

    @Test
    void nothingThatListens_isOneLineWithinTheTimeOfTheStart() throws Exception {
        stop();
        shortenTheTimeOfTheStart();

        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertFails("nothing listens on 127.0.0.1:" + environment.get("SECRETS_CACHE_PORT")
                        + ". On Lambda, attach the layer; elsewhere, start the sidecar. SECRETS_CACHE_PORT must be the"
                        + " same for both"));
    }

    /** From 9 s to 2 s: a bash cannot be told that time has passed. */
    private void shortenTheTimeOfTheStart() throws IOException {
        String script = Files.readString(WRAPPER);
        assertThat(script).containsOnlyOnce("began + 9 - SECONDS").containsOnlyOnce("SECONDS - began)) -lt 9 ]");
        String shorter = script.replace("began + 9 -", "began + 2 -").replace("-lt 9 ]", "-lt 2 ]");
        wrapper = List.of(
                "/bin/bash",
                "-p",
                Files.writeString(root.resolve("shorter"), shorter).toString());
    }

    @Test
    void sidecar_thatStartsLater_isWaitedFor() throws Exception {
        stop();
        Process program = start("/bin/echo", "started");
        frontend = HttpFrontend.builder()
                .port(Integer.parseInt(environment.get("SECRETS_CACHE_PORT")))
                .start();
        serve();

        assertThat(new String(program.getInputStream().readAllBytes(), UTF_8)).isEqualTo("started\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SSH-2.0-OpenSSH\\r\\n | answered \"SSH-2.0-OpenSSH\", expected the secrets cache there",
                "HTTP/1.1 404 Not Found\\r\\nContent-Length: 3\\r\\n\\r\\nnot | answered \"HTTP/1.1 404 Not Found\", expected",
                "HTTP/1.1 200 OK\\r\\n\\r\\n | answered \"HTTP/1.1 200 OK\", expected the secrets cache there",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nA=hunter2 | broke off",
                "HTTP/1.1 200 OK\\r\\ncontent-length: 12\\r\\n\\r\\nA[x]=hunter2\\0 | sent what is no environment variable",
                "(closed) | ended before it answered: its last line says why",
                "'' | no answer of the secrets cache"
            })
    void serverThatIsAnother_isOneLine_andNothingIsStarted(String reply, String message) throws Exception {
        stop();
        shortenTheTimeOfTheStart();
        String bytes = reply.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        int port = Integer.parseInt(environment.get("SECRETS_CACHE_PORT"));
        try (ServerSocket server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress())) {
            Thread other = new Thread(() -> answer(server, bytes));
            other.setDaemon(true);
            other.start();

            Result result = run("/bin/echo", "started");

            assertThat(result.status()).isEqualTo(1);
            assertThat(result.output()).isEmpty();
            assertThat(result.errors())
                    .startsWith("[secrets-cache-env] ERROR ")
                    .contains(message)
                    .doesNotContain("hunter2")
                    .hasLineCount(1);
        }
    }

    /** One request; where there is nothing to answer, the connection stays open. */
    private static void answer(ServerSocket server, String bytes) {
        try (Socket socket = server.accept()) {
            byte[] end = "\r\n\r\n".getBytes(UTF_8);
            InputStream in = socket.getInputStream();
            for (int matched = 0; matched < end.length; ) {
                matched = in.read() == end[matched] ? matched + 1 : 0;
            }
            if (bytes.equals("(closed)")) {
                return;
            }
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            if (bytes.isEmpty()) {
                in.read();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void set(String name, String secret) {
        variables.add(new EnvironmentVariable(name, SecretKind.SECRET, secret, null, null, false, false));
    }

    private void stop() {
        frontend.close();
        served = true;
    }

    private void serve() {
        frontend.serve(
                cache,
                ServeOptions.builder().token(TOKEN).environment(variables).build());
    }

    private ProcessBuilder wrapped(String... command) {
        List<String> line = new ArrayList<>(wrapper);
        line.addAll(List.of(command));
        return inTheEnvironment(line);
    }

    private ProcessBuilder inTheEnvironment(List<String> line) {
        ProcessBuilder builder = new ProcessBuilder(line).directory(root.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    private Process start(String... command) throws IOException {
        return wrapped(command).start();
    }

    /** Serves, if that has not begun, and runs a program to its end. */
    private Result run(String... command) throws Exception {
        if (!served) {
            served = true;
            serve();
        }
        return finish(wrapped(command));
    }

    private static Result finish(ProcessBuilder builder) throws Exception {
        Path errors = Files.createTempFile("errors", ".txt");
        try {
            Process process = builder.redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
            return new Result(process.waitFor(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }

    /** Of all processes; one may end meanwhile. */
    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline"), ISO_8859_1));
                } catch (IOException e) {
                    assertThat(process).doesNotExist();
                }
            }
        }
        return lines;
    }

    private void assertFails(String message) throws Exception {
        assertThat(run("/bin/echo", "started"))
                .isEqualTo(new Result(1, "", "[secrets-cache-env] ERROR " + message + "\n"));
    }
}
