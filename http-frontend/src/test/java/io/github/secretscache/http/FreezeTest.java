package io.github.secretscache.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Freezes the server and real clients that keep their connections, as Lambda does between invocations, and thaws them in
 * either order: no first read afterwards may fail. What is frozen cannot be told the time, so this one does sleep. With
 * {@code -Dfreeze.seconds=65 -Dfreeze.connections=100} it is {@code benchmarks/run freeze}, and writes its page.
 */
@Timeout(600)
class FreezeTest {
    private static final Path CLIENTS = Path.of("src", "test", "resources", "freeze");
    private static final Path PAGE = Path.of("target", "freeze.md");
    private static final int SECONDS = Integer.getInteger("freeze.seconds", 2);
    private static final int CONNECTIONS = Integer.getInteger("freeze.connections", 10);
    private static final boolean IS_LONG = SECONDS > 60;

    /** One frozen process: the server, or a client. */
    private record Frozen(Process process, BufferedReader output) {
        static Frozen start(List<String> line) throws IOException {
            Process process = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Frozen(process, process.inputReader());
        }

        String line() throws IOException {
            String line = output.readLine();
            assertThat(line).as("what %s says", process.info().command()).isNotNull();
            return line;
        }

        void signal(String name) throws IOException, InterruptedException {
            int status = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            assertThat(status).isZero();
        }

        void tell(String line) throws IOException {
            process.outputWriter().write(line + "\n");
            process.outputWriter().flush();
        }
    }

    private static Frozen server() throws IOException {
        return Frozen.start(Jvm.command(FreezeServer.class.getName()));
    }

    /** Every client that this machine can run; which ones it cannot is said, and that is no success of theirs. */
    private static Map<String, Frozen> clients(int port) throws IOException, InterruptedException {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        String node = CLIENTS.resolve("kept.js").toString();
        String python = CLIENTS.resolve("kept.py").toString();
        lines.put("Node.js http.Agent", List.of("node", node));
        lines.put("Python http.client", List.of("python3", python, "http.client"));
        lines.put("Python requests.Session", List.of("python3", python, "requests"));
        if (IS_LONG) {
            lines.put(
                    "Go net/http",
                    List.of("go", "run", CLIENTS.resolve("kept.go").toString()));
        }
        Map<String, Frozen> clients = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> each : lines.entrySet()) {
            if (!canRun(each.getKey())) {
                System.err.println("NOT RUN: FreezeTest with " + each.getKey() + ", which this machine does not have");
                continue;
            }
            List<String> line = new ArrayList<>(each.getKey().startsWith("Go") ? built() : each.getValue());
            line.add(String.valueOf(port));
            line.add(String.valueOf(CONNECTIONS));
            clients.put(each.getKey(), Frozen.start(line));
        }
        return clients;
    }

    private static boolean canRun(String client) throws IOException, InterruptedException {
        List<String> probe = switch (client) {
            case "Node.js http.Agent" -> List.of("node", "--version");
            case "Python http.client" -> List.of("python3", "--version");
            case "Python requests.Session" -> List.of("python3", "-c", "import requests");
            default -> List.of("go", "version");
        };
        try {
            return new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
    }

    /** As a program: a freeze of {@code go run} would miss its child. */
    private static List<String> built() throws IOException, InterruptedException {
        Path program = Path.of("target", "kept").toAbsolutePath();
        int status = new ProcessBuilder(
                        "go",
                        "build",
                        "-o",
                        program.toString(),
                        CLIENTS.resolve("kept.go").toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
        return List.of(program.toString());
    }

    @Test
    void firstReadAfterAFreeze_onAKeptConnection_neverFails() throws Exception {
        if (!Files.isExecutable(Path.of("/bin/kill")) && !Files.isExecutable(Path.of("/usr/bin/kill"))) {
            System.err.println("NOT RUN: FreezeTest, for there is no kill");
            Assumptions.abort("no kill");
        }
        List<String> rows = new ArrayList<>();
        for (boolean serverFirst : new boolean[] {true, false}) {
            String order = serverFirst ? "server first" : "clients first";
            freeze(serverFirst).forEach((client, failed) -> {
                rows.add("| " + order + " | " + client + " | " + CONNECTIONS + " | " + failed + " |");
                System.out.println("FreezeTest: " + rows.get(rows.size() - 1));
            });
        }
        Files.writeString(PAGE, page(rows));
        assertThat(rows).allMatch(row -> row.endsWith("| 0 |"));
    }

    private static String page(List<String> rows) {
        return "# A freeze\n\n" + LocalDate.now(ZoneOffset.UTC)
                + ", `benchmarks/run freeze`\n\nServer and clients are frozen together for " + SECONDS
                + " s (SIGSTOP) and thawed 300 ms apart, the timers of the server set to 0.2 s. Each client keeps its"
                + " connections, each after a read; counted are the first reads afterwards that fail. The raw socket sent"
                + " its request while the server was frozen.\n\n| thawed | client | kept connections | failed first reads |\n"
                + "| --- | --- | ---: | ---: |\n" + String.join("\n", rows) + "\n";
    }

    /** {@return for each client how many first reads failed} */
    private static Map<String, Integer> freeze(boolean serverFirst) throws Exception {
        Frozen server = server();
        List<Frozen> all = new ArrayList<>(List.of(server));
        List<RawClient> raw = new ArrayList<>();
        try {
            int port = Integer.parseInt(server.line());
            Map<String, Frozen> clients = clients(port);
            all.addAll(clients.values());
            for (Frozen client : clients.values()) {
                assertThat(client.line()).isEqualTo("ready " + CONNECTIONS);
            }
            for (int i = 0; i < CONNECTIONS; i++) {
                RawClient socket = new RawClient(port);
                socket.send("GET", "/cache/secret_now");
                assertThat(socket.read().status()).isEqualTo(200);
                raw.add(socket);
            }
            for (Frozen each : all) {
                each.signal("STOP");
            }
            for (RawClient socket : raw) {
                socket.send("GET", "/cache/secret_now");
            }
            TimeUnit.SECONDS.sleep(SECONDS);
            thaw(server, clients, serverFirst);
            Map<String, Integer> failed = new LinkedHashMap<>();
            for (Map.Entry<String, Frozen> client : clients.entrySet()) {
                failed.put(
                        client.getKey(),
                        Integer.parseInt(client.getValue().line().replace("failed ", "")));
            }
            failed.put("raw sockets", failures(raw));
            return failed;
        } finally {
            for (RawClient socket : raw) {
                socket.close();
            }
            for (Frozen each : all) {
                each.process().destroyForcibly();
            }
        }
    }

    private static void thaw(Frozen server, Map<String, Frozen> clients, boolean serverFirst) throws Exception {
        if (serverFirst) {
            server.signal("CONT");
            TimeUnit.MILLISECONDS.sleep(300);
        }
        for (Frozen client : clients.values()) {
            client.tell("go");
            client.signal("CONT");
        }
        if (!serverFirst) {
            TimeUnit.MILLISECONDS.sleep(300);
            server.signal("CONT");
        }
    }

    private static int failures(List<RawClient> sockets) {
        int failed = 0;
        for (RawClient socket : sockets) {
            try {
                failed += socket.read().text().equals("hello") ? 0 : 1;
            } catch (IOException e) {
                failed++;
            }
        }
        return failed;
    }
}
