package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** A managed runtime of local-lambda, and what a function for it looks like. */
enum Language {
    JAVA(""),
    NODEJS("node") {
        @Override
        boolean holds(Path function, String handler) {
            return files(handler).stream().anyMatch(file -> Files.isRegularFile(function.resolve(file)));
        }

        @Override
        List<String> files(String handler) {
            return Stream.of(".js", ".mjs", ".cjs")
                    .map(ending -> module(handler) + ending)
                    .toList();
        }
    },
    PYTHON("python3") {
        @Override
        boolean holds(Path function, String handler) {
            return files(handler).stream().anyMatch(file -> Files.isRegularFile(function.resolve(file)));
        }

        @Override
        List<String> files(String handler) {
            String module = module(handler).replace('.', '/');
            return List.of(module + ".py", module + "/__init__.py");
        }
    };

    private final String program;

    Language(String program) {
        this.program = program;
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The program that must be on the PATH; empty for Java, which runs on the current JDK. */
    String program() {
        return program;
    }

    /** Whether the handler's code is in the folder. */
    boolean holds(Path function, String handler) {
        String file = files(handler).get(0);
        return Files.isRegularFile(function.resolve(file)) || jars(function).anyMatch(jar -> contains(jar, file));
    }

    /** The files of which one must exist. */
    List<String> files(String handler) {
        return List.of(handler.split("::", 2)[0].replace('.', '/') + ".class");
    }

    private static String module(String handler) {
        int dot = handler.lastIndexOf('.');
        return dot < 0 ? handler : handler.substring(0, dot);
    }

    private static Stream<Path> jars(Path function) {
        Path lib = function.resolve("lib");
        if (!Files.isDirectory(lib)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(lib + " cannot be read", e);
        }
    }

    private static boolean contains(Path jar, String entry) {
        try (ZipFile content = new ZipFile(jar.toFile())) {
            return content.getEntry(entry) != null;
        } catch (IOException e) {
            // A JVM could not read this jar either.
            return false;
        }
    }
}
