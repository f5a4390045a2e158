package io.github.secretscache.locallambda.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A process with its own session and process group, including everything it starts; standard input is empty, output goes
 * to the log line by line.
 */
final class ProcessGroup {

    /**
     * Waits until the watchdog knows the process id, then becomes the command, with the same id. The shell's own
     * variables are removed again, so that the environment is exactly the given one.
     */
    private static final String LAUNCHER =
            "read -r go || exit 1; exec setsid env -u PWD -u OLDPWD -u SHLVL -u _ \"$@\" </dev/null";

    private final Process process;
    private final Watchdog watchdog;
    private final Instant started;

    private ProcessGroup(Process process, Watchdog watchdog, Instant started) {
        this.process = process;
        this.watchdog = watchdog;
        this.started = started;
    }

    /** What to start. */
    record Command(String name, List<String> line, Map<String, String> environment, Path directory) {
        /** Without the environment: it holds credentials. */
        @Override
        public String toString() {
            return name + " " + line;
        }
    }

    static ProcessGroup start(Command command, Watchdog watchdog, Instant now, Consumer<String> output) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCHER, "launcher"));
        line.addAll(command.line());
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.PIPE);
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        try {
            Process process = builder.start();
            watchdog.add(process.pid());
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write('\n');
            }
            readLines(command.name(), process.getInputStream(), output);
            return new ProcessGroup(process, watchdog, now);
        } catch (IOException e) {
            throw new UncheckedIOException(command + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static void readLines(String name, InputStream stream, Consumer<String> output) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            output.accept(line);
                        }
                    } catch (IOException e) {
                        // The pipe broke because the process was killed, so there is no more output.
                    }
                },
                "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Calls back, in some thread, when the process itself has ended; the rest of the group is killed first. */
    void onExit(IntConsumer action) {
        var unused = process.onExit().thenAccept(ended -> {
            kill();
            action.accept(ended.exitValue());
        });
    }

    /** The id of the process and of its group. */
    long id() {
        return process.pid();
    }

    Instant started() {
        return started;
    }

    boolean alive() {
        return process.isAlive();
    }

    void terminate() {
        watchdog.signal("TERM", List.of(id()));
    }

    /** Also ends a stopped group. Does nothing the second time. */
    void kill() {
        watchdog.signal("KILL", List.of(id()));
    }

    /** The group is dead, and others may use its number. */
    void forget() {
        watchdog.remove(id());
    }
}
