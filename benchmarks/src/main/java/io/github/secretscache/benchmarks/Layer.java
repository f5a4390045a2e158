package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An unpacked layer to measure.
 *
 * @param name as in the tables
 * @param environment what its launcher needs beside what all get
 */
record Layer(String name, Path folder, Map<String, String> environment) {
    static final String PEER = "peer (Node.js, Express, AWS SDK v2)";
    static final String OWN_RUNTIME = "layer with its own runtime";
    static final Path JARS_ONLY = Path.of("extension-layer/target/layer");
    private static final Path RUNTIME_LAYERS = Path.of("runtime-layer/target");

    /** {@return the peer and all of ours that are there; what is missing is said on standard error, loudly} */
    static List<Layer> all() {
        List<Layer> layers = new ArrayList<>(List.of(peer()));
        ownRuntime().ifPresent(layers::add);
        Stream.of(25, 17).map(Layer::jarsOnly).flatMap(Optional::stream).forEach(layers::add);
        return layers;
    }

    /** {@return the names of those of ours that are not among them} */
    static List<String> absent(List<Layer> layers) {
        List<String> present = layers.stream().map(Layer::name).toList();
        return Stream.of(OWN_RUNTIME, onJdk(25), onJdk(17))
                .filter(name -> !present.contains(name))
                .toList();
    }

    private static String onJdk(int jdk) {
        return "jars-only layer on JDK " + jdk;
    }

    /** {@return the fastest of ours that is there} */
    static Layer best() {
        return Stream.<Optional<Layer>>of(ownRuntime(), jarsOnly(25), jarsOnly(17))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no layer was built, or there is no JDK 17 or 25"));
    }

    /** Throws IllegalStateException if npm install was not run. */
    static Layer peer() {
        Path folder = Path.of("benchmarks/peer");
        String node = Machine.program("node")
                .orElseThrow(() -> new IllegalStateException("the peer needs Node.js: there is no node on the PATH"))
                .toString();
        if (!Files.isDirectory(folder.resolve("node_modules/express"))) {
            throw new IllegalStateException("run npm install in " + folder);
        }
        return new Layer(PEER, folder, Map.of("NODE", node));
    }

    static Optional<Layer> jarsOnly(int jdk) {
        String name = onJdk(jdk);
        Optional<Path> home = Jdks.home(jdk);
        if (home.isEmpty()) {
            return missing(name, "there is no JDK " + jdk + " in JAVA_HOME or /usr/lib/jvm");
        }
        if (!Files.isDirectory(JARS_ONLY)) {
            return missing(name, "there is no " + JARS_ONLY + "; run mvn -DskipTests package");
        }
        return Optional.of(
                new Layer(name, JARS_ONLY, Map.of("JAVA_HOME", home.get().toString())));
    }

    /** {@return the folder {@code layer-<architecture>}, as the profile runtime builds it} */
    static Optional<Layer> ownRuntime() {
        try (Stream<Path> built = Files.isDirectory(RUNTIME_LAYERS) ? Files.list(RUNTIME_LAYERS) : Stream.of()) {
            Optional<Path> folder = built.filter(
                            each -> each.getFileName().toString().startsWith("layer-"))
                    .filter(each -> Files.isDirectory(each.resolve("extensions")))
                    .findFirst();
            return folder.isPresent()
                    ? Optional.of(new Layer(OWN_RUNTIME, folder.get(), Map.of()))
                    : missing(
                            OWN_RUNTIME,
                            "there is no " + RUNTIME_LAYERS + "/layer-<architecture>; run mvn -Pruntime package");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return this layer, with its wrapper for the function's environment variables} */
    Layer wrapping() {
        Map<String, String> wrapped = new HashMap<>(environment);
        wrapped.put("AWS_LAMBDA_EXEC_WRAPPER", "/opt/secrets-cache-env");
        return new Layer(name + ", the secret in an environment variable", folder, Map.copyOf(wrapped));
    }

    boolean hasOwnRuntime() {
        return name.startsWith(OWN_RUNTIME);
    }

    boolean isPeer() {
        return name.equals(PEER);
    }

    private static Optional<Layer> missing(String name, String why) {
        System.err.println("******** NOT MEASURED: " + name + ": " + why);
        return Optional.empty();
    }
}
