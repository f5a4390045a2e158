package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Leaves out what the application does not reach: classes, and in those that stay the methods, which would be in the AOT
 * cache and so in memory. ProGuard does it and does nothing else: nothing is renamed or optimised. What is found by name
 * is listed in {@code trimming.pro}.
 *
 * @param proGuard the folder of its jars
 * @param work the folder to work in
 */
record Trimming(Path proGuard, Path work) {
    /**
     * Trims.
     *
     * @param whole the folder of the whole application
     * @param services the providers of each service, which stay where the service does
     * @param modules the JDK's modules in which ProGuard looks what a method overrides
     * @return the folder of what is left
     */
    Path run(Path whole, Map<String, ? extends Set<String>> services, List<String> modules) throws Exception {
        Path jdk = work.resolve("jdk-classes");
        JdkTools.run(List.of(
                JdkTools.jdk("jimage"),
                "extract",
                "--dir=" + jdk,
                "--include=regex:/(" + String.join("|", modules).replace(".", "\\.") + ")/.*\\.class",
                Path.of(System.getProperty("java.home"), "lib", "modules").toString()));
        Path trimmed = work.resolve("classes");
        List<String> rules = new ArrayList<>();
        rules.add("-injars " + quoted(whole));
        rules.add("-outjars " + quoted(trimmed));
        for (String module : modules) {
            rules.add("-libraryjars " + quoted(jdk.resolve(module)) + "(!module-info.class)");
        }
        services.forEach((service, providers) -> providers.forEach(provider -> {
            if (!service.startsWith("java.")) {
                rules.add("-if class " + service);
            }
            rules.add("-keep class " + provider + " { public <init>(); public static *** provider(); }");
        }));
        rules.add(lasting());
        Path file = Files.write(work.resolve("trimming.pro"), rules);
        JdkTools.run(List.of(
                JdkTools.jdk("java"),
                "-cp",
                proGuard.resolve("*").toString(),
                "proguard.ProGuard",
                "@" + quoted(file)));
        FileTrees.delete(jdk);
        return trimmed;
    }

    private static String lasting() throws IOException {
        try (InputStream in = Objects.requireNonNull(Trimming.class.getResourceAsStream("trimming.pro"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** It may have blanks. */
    private static String quoted(Path path) {
        return "'" + path.toAbsolutePath() + "'";
    }
}
