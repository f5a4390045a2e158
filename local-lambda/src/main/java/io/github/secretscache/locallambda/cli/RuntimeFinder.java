package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Determines what runs a function, from its handler and the files in its folder, or says why nothing does. */
final class RuntimeFinder {

    private static final int SHOWN = 8;
    private static final String BOOTSTRAP = "bootstrap";
    private static final String EXAMPLES = "such as app.handler, index.handler or com.example.MyHandler";

    /** A Java class and its method, or what stands in a package or module. */
    private static final Pattern HANDLER = Pattern.compile("[^./][^:]*::.+|[^./].*\\.[^./]+");

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
        String handler = Objects.requireNonNullElse(arguments.text("--handler"), "");
        String asked = arguments.text("--runtime");
        if (command != null) {
            return program(command, handler);
        }
        if (asked == null && !fitsAny(handler) && Files.isExecutable(function.resolve(BOOTSTRAP))) {
            return new FunctionRuntime.Program("./" + BOOTSTRAP, handler);
        }
        if (handler.isBlank()) {
            arguments.needed("--handler", EXAMPLES);
            return null;
        }
        if (!HANDLER.matcher(handler).matches() && !Language.JAVA.holds(function, handler)) {
            arguments.problem("--handler: must name a module and its function, " + EXAMPLES + "; received " + handler);
            return null;
        }
        Language language = asked == null ? guess(handler) : named(asked, handler);
        return language == null || !runnable(language) ? null : new FunctionRuntime.Managed(language, handler);
    }

    private FunctionRuntime program(String command, String handler) {
        if (command.isBlank()) {
            arguments.problem("--runtime-command: must not be empty");
        }
        if (arguments.has("--runtime")) {
            arguments.problem("--runtime: with --runtime-command there is no other runtime");
        }
        return new FunctionRuntime.Program(command, handler);
    }

    private boolean fitsAny(String handler) {
        return Arrays.stream(Language.values()).anyMatch(language -> language.holds(function, handler));
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
