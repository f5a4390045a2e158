package io.github.secretscache.locallambda.cli;

import io.github.secretscache.locallambda.LocalLambdaBuilder;
import java.util.List;

/** What runs a function. */
sealed interface FunctionRuntime {

    LocalLambdaBuilder configure(LocalLambdaBuilder builder);

    /** One word, for people. */
    String title();

    /** A managed runtime with its handler. */
    record Managed(Language language, String handler) implements FunctionRuntime {
        @Override
        public LocalLambdaBuilder configure(LocalLambdaBuilder builder) {
            return switch (language) {
                case JAVA -> builder.javaHandler(handler);
                case NODEJS -> builder.nodeHandler(handler);
                case PYTHON -> builder.pythonHandler(handler);
            };
        }

        @Override
        public String title() {
            return handler + " (" + language.spelling() + ")";
        }
    }

    /**
     * A program that speaks the Runtime API, as a shell command.
     *
     * @param handler for {@code _HANDLER}; may be empty
     */
    record Program(String command, String handler) implements FunctionRuntime {
        @Override
        public LocalLambdaBuilder configure(LocalLambdaBuilder builder) {
            return builder.runtimeCommand(List.of("/bin/sh", "-c", "exec " + command), handler);
        }

        @Override
        public String title() {
            return command;
        }
    }
}
