package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Determines what runs a function, from its handler and the files in its folder, or says why nothing does. */
final class RuntimeFinder {

    private static final int SHOWN = 8;

    private final ArgumentReader arguments;
    private final Path function;

    RuntimeFinder(ArgumentReader arguments, Path function) {
        this.arguments = arguments;
        this.function = function;
    }

    /** Null if there is a problem, which is then in the arguments. */
    @Nullable
    FunctionRuntime find() {
        String command = arguments.text("--runtime-command");
        if (command != null) {
            return new FunctionRuntime.Program(command);
        }
        String handler = arguments.text("--handler");
        String asked = arguments.text("--runtime");
        Path bootstrap = function.resolve("bootstrap");
        if (handler == null && asked == null && Files.isExecutable(bootstrap)) {
            return new FunctionRuntime.Program("./bootstrap");
        }
        if (handler == null) {
            arguments.needed("--handler", "such as app.handler, index.handler or com.example.MyHandler");
            return null;
        }
        Language language = asked == null ? guess(handler) : named(asked, handler);
        return language == null || !runnable(language) ? null : new FunctionRuntime.Managed(language, handler);
    }

    private @Nullable Language named(String name, String handler) {
        for (Language language : Language.values()) {
            if (language.spelling().equals(name)) {
                if (language.holds(function, handler)) {
                    return language;
                }
                arguments.problem("--runtime: " + name + " needs "
                        + language.files(handler).get(0) + " for handler " + handler + "; " + found());
                return null;
            }
        }
        arguments.problem("--runtime: must be java, nodejs or python; received " + name
                + ". Any other is --runtime-command, a program that speaks the Runtime API");
        return null;
    }

    private @Nullable Language guess(String handler) {
        List<Language> fitting = Arrays.stream(Language.values())
                .filter(language -> language.holds(function, handler))
                .toList();
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        if (fitting.isEmpty()) {
            arguments.problem("--handler: " + handler + " is neither "
                    + Arrays.stream(Language.values())
                            .map(language -> language.files(handler).get(0) + " (" + language.spelling() + ")")
                            .collect(Collectors.joining(" nor "))
                    + "; " + found());
        } else {
            arguments.problem("--handler: " + handler + " fits "
                    + fitting.stream().map(Language::spelling).collect(Collectors.joining(" and "))
                    + "; say which with --runtime");
        }
        return null;
    }

    private boolean runnable(Language language) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        boolean there = language.program().isEmpty()
                || Arrays.stream(path.split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, language.program())));
        if (!there) {
            arguments.problem("--runtime: " + language.spelling() + " needs " + language.program()
                    + ", which is not on the PATH");
        }
        return there;
    }

    private String found() {
        try (Stream<Path> files = Files.list(function)) {
            List<String> names = files.map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
                    .sorted()
                    .toList();
            if (names.isEmpty()) {
                return function + " is empty";
            }
            return "found in " + function + ": " + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                    + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
        } catch (IOException e) {
            return function + " cannot be read";
        }
    }
}
