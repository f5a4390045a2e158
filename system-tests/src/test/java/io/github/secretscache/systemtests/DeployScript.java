package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** deploy.sh, and publish.sh, in a project folder of its own, run as a process with an environment of its own. */
final class DeployScript {
    static final String FUNCTION = "Secrets-Extension-Lambda-Test";
    static final String LAYER = "Secrets-Lambda-Extension-Layer";

    private final Path project;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private DeployScript(Path project) {
        this.project = project;
    }

    static DeployScript copiedTo(Path project) throws IOException {
        Files.createDirectories(project.resolve("deploy"));
        for (String module : List.of("extension-layer", "runtime-layer")) {
            Files.createDirectories(project.resolve(module).resolve("target"));
        }
        for (String script : List.of("deploy/deploy.sh", "deploy/publish.sh")) {
            copy(Path.of("..", script), project.resolve(script));
        }
        return new DeployScript(project);
    }

    /**
     * By another process. A program that this one starts meanwhile, for another test, would hold the copy open for writing;
     * and Linux runs no file that is ("Text file busy").
     */
    private static void copy(Path from, Path to) throws IOException {
        try {
            int status = new ProcessBuilder("cp", "-p", from.toString(), to.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IOException("cp " + from + " " + to + " ended with " + status);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while copying " + from);
        }
    }

    DeployScript with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    DeployScript without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Of the layer that is built as {@code secrets-cache-layer-<suffix>.zip}. */
    Path zip(String suffix) {
        String module = suffix.equals("java") ? "extension-layer" : "runtime-layer";
        return project.resolve(module + "/target/secrets-cache-layer-" + suffix + ".zip");
    }

    Path jarsOnlyZip() throws IOException {
        return write(zip("java"), "extensions/secrets-cache", "secrets-cache/lib/secrets-cache-core.jar");
    }

    Path runtimeZip(String architecture) throws IOException {
        return write(zip(architecture), "extensions/secrets-cache", "secrets-cache/jre/bin/java");
    }

    private static Path write(Path file, String... entries) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(entry.getBytes(UTF_8));
            }
        }
        return file;
    }

    /** Zeros after the end of the file, which take no room on most disks. */
    static void grow(Path file, long size) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(size);
        }
    }

    /** publish.sh beside it. */
    Result publish(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("deploy/publish.sh").toString()));
        command.addAll(List.of(options));
        return run(command);
    }

    Result run(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(project.resolve("deploy/deploy.sh").toString()));
        command.addAll(List.of(options));
        return run(command);
    }

    /** Runs another program with the same environment. */
    Result run(List<String> command) throws Exception {
        Path errors = project.resolve("stderr");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toFile()).redirectError(errors.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Result(process.waitFor(), output, Files.readString(errors));
    }

    record Result(int status, String output, String errors) {}
}
