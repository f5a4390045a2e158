package io.github.secretscache.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Code that stands in a page of the documentation, and its way to a compiler. */
final class Samples {
    private Samples() {}

    /** The block that follows a comment such as {@code <!-- sample: attach -->}. */
    static String block(Path page, String kind, String name) throws IOException {
        Matcher block = Pattern.compile("<!-- " + kind + ": " + name + " -->\\s+```\\w+\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page));
        assertThat(block.find()).as(kind + " " + name + " in " + page).isTrue();
        return block.group(1);
    }

    /** Writes the source to the folder and compiles it into the same. */
    static void compile(Path folder, String className, String source, List<Path> libraries) throws IOException {
        Path file = Files.writeString(folder.resolve(className + ".java"), source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-Xlint:all,-classfile,-path",
                        "-Werror",
                        "-proc:none",
                        "-cp",
                        classPath(libraries),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(status).as(messages.toString(UTF_8)).isZero();
    }

    static String classPath(List<Path> libraries) {
        return String.join(
                ":", libraries.stream().map(p -> p.toAbsolutePath().toString()).toList());
    }

    static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
