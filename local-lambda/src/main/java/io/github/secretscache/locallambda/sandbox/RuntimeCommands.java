package io.github.secretscache.locallambda.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ways to run a function that local-lambda knows. */
public final class RuntimeCommands {

    static final String OS_ONLY = "AWS_Lambda_provided";

    private static final String JAVA_RUNTIME = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    /** The approximate share of the function's memory that Lambda gives to the Java heap. */
    private static final int HEAP_PERCENT = 80;

    private RuntimeCommands() {}

    /** AWS's own runtime interface client, with Lambda's class path: runtime, function, layer. */
    public static RuntimeCommand java(JavaFunction function, SandboxFolder folder) {
        Path runtime = JavaRuntime.unpackTo(folder);
        Path taskRoot = function.taskRoot();
        String classPath = Stream.concat(
                        Stream.of(runtime.resolve("lib/*"), taskRoot.resolve("lib/*"), taskRoot),
                        Stream.ofNullable(function.layer()).map(opt -> opt.resolve("java/lib/*")))
                .map(Path::toString)
                .collect(Collectors.joining(":"));
        List<String> line = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx" + Math.max(32, function.memorySizeMib() * HEAP_PERCENT / 100) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Djava.io.tmpdir=" + folder.tmp(),
                JavaRuntime.nativeLibrary(runtime),
                "-cp",
                classPath,
                JAVA_RUNTIME,
                function.handler());
        return new RuntimeCommand(
                line,
                function.handler(),
                runtime,
                "AWS_Lambda_java" + Runtime.version().feature());
    }

    /**
     * A function for AWS's Java runtime.
     *
     * @param handler the class, optionally with {@code ::} and a method
     */
    public record JavaFunction(
            String handler, Path taskRoot, @Nullable Path layer, int memorySizeMib) {}

    /** Node.js with our bootstrap, passed as text, so that no file is left behind. */
    public static RuntimeCommand node(String handler) {
        List<String> line = List.of(onPath("node").toString(), "-e", resource("bootstrap.js"));
        return new RuntimeCommand(line, handler, Path.of("/"), "AWS_Lambda_nodejs");
    }

    /** Python with AWS's awslambdaric or our bootstrap; it writes no compiled files into the function's folder. */
    public static RuntimeCommand python(String handler, @Nullable Path layer) {
        List<String> line = new ArrayList<>(
                List.of(onPath("python3").toString(), "-B", "-u", "-c", resource("bootstrap.py"), handler));
        if (layer != null) {
            line.add(layer.resolve("python").toString());
        }
        return new RuntimeCommand(line, handler, Path.of("/"), "AWS_Lambda_python3");
    }

    private static String resource(String name) {
        try (InputStream script = Objects.requireNonNull(RuntimeCommands.class.getResourceAsStream(name))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path onPath(String program) {
        return Arrays.stream(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(program + " is not on the PATH"));
    }

    /** Any program that speaks the Runtime API. */
    public static RuntimeCommand custom(List<String> line, String handler, Path taskRoot) {
        return new RuntimeCommand(line, handler, taskRoot, OS_ONLY + ".al2023");
    }
}
