package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One entry of a layer's {@code extensions} folder that will be launched. */
record ExtensionFile(Path path) {

    private static final int HEAD_BYTES = 256;
    private static final Pattern INTERPRETER = Pattern.compile("[ \\t]*([^ \\t\\n]+)");
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

    /** All entries by name, even dot files and text files, but no folders; links are followed. */
    static List<ExtensionFile> in(Path layer) {
        Path folder = layer.resolve("extensions");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !Files.isDirectory(entry))
                    .sorted()
                    .map(entry -> new ExtensionFile(entry.toAbsolutePath()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /**
     * Refuses files that the kernel would refuse. Checked before the start, because setsid, like every shell, would run a
     * text file without a shebang as a script.
     */
    void check() throws LaunchException {
        if (!Files.isExecutable(path)) {
            throw new LaunchException(
                    Files.exists(path) ? "PermissionDenied" : "UnknownError", name() + " is not executable");
        }
        byte[] head = head();
        if (head.length >= 2 && head[0] == '#' && head[1] == '!') {
            checkInterpreter(new String(head, 2, head.length - 2, StandardCharsets.UTF_8));
        } else if (!startsWithElf(head)) {
            throw new LaunchException("UnknownError", name() + " is neither a binary nor has it a #! line");
        }
    }

    /** As the kernel reads it: a carriage return is part of the name, so no such file exists. */
    private void checkInterpreter(String afterShebang) throws LaunchException {
        Matcher interpreter = INTERPRETER.matcher(afterShebang);
        if (!interpreter.lookingAt() || !Files.isExecutable(Path.of(interpreter.group(1)))) {
            throw new LaunchException("UnknownError", name() + ": the interpreter of its #! line is not there");
        }
    }

    private byte[] head() throws LaunchException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(HEAD_BYTES);
        } catch (IOException e) {
            throw new LaunchException("UnknownError", name() + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean startsWithElf(byte[] head) {
        return head.length >= ELF.length && Arrays.equals(head, 0, ELF.length, ELF, 0, ELF.length);
    }
}
