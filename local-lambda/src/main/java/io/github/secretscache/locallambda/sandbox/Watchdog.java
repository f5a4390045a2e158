package io.github.secretscache.locallambda.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A shell in its own session that signals process groups for us, and kills all that it knows when this JVM ends, even by
 * SIGKILL. A signal through it takes two pipe writes and no new process.
 */
public final class Watchdog implements AutoCloseable {

    private final Process shell;
    private final OutputStream commands;
    private final BufferedReader answers;
    private boolean closed;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.commands = shell.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.US_ASCII));
    }

    public static Watchdog start() {
        try (InputStream script = Objects.requireNonNull(Watchdog.class.getResourceAsStream("watchdog.sh"))) {
            String text = new String(script.readAllBytes(), StandardCharsets.UTF_8);
            return new Watchdog(new ProcessBuilder("setsid", "sh", "-c", text, "local-lambda-watchdog")
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("The commands setsid (util-linux) and sh are needed: " + e.getMessage(), e);
        }
    }

    /**
     * From now on the group dies with this JVM.
     *
     * @throws IllegalStateException if everything was killed already
     */
    synchronized void add(long group) {
        if (closed) {
            throw new IllegalStateException("local-lambda is closed");
        }
        command("add " + group);
    }

    /** Deletes the folder and its content when everything is killed. */
    public void deleteAtTheEnd(SandboxFolder folder) {
        command("folder " + folder.root());
    }

    /** The group is dead, and others may use its number. */
    void remove(long group) {
        command("remove " + group);
    }

    /**
     * Sends a signal to all processes of the groups; a process that has already ended does not matter.
     *
     * @param signal without SIG, such as {@code STOP}
     */
    void signal(String signal, Collection<Long> groups) {
        if (!groups.isEmpty()) {
            command(signal + " " + groups.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    private synchronized void command(String line) {
        if (closed) {
            return;
        }
        try {
            commands.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
            if (answers.readLine() == null) {
                throw new IOException("it has ended with status " + shell.waitFor());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The watchdog of the process groups cannot be reached", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Kills every group that it still knows. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            commands.close();
            shell.waitFor();
        } catch (IOException e) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
