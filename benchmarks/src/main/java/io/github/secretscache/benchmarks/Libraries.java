package io.github.secretscache.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jars beside the benchmarks' own, named {@code group.artifact-version.jar} by the build; sets of them as programs need them. */
final class Libraries {
    static final Path OWN = Path.of("benchmarks/target/benchmarks.jar").toAbsolutePath();
    private static final Path FOLDER = Path.of("benchmarks/target/lib").toAbsolutePath();
    private static final String APACHE_CLIENT = "software.amazon.awssdk.apache5-client-";
    private static final String URL_CONNECTION_CLIENT = "software.amazon.awssdk.url-connection-client-";
    private static final List<String> SDK =
            List.of("software.amazon.awssdk.", "software.amazon.eventstream.", "org.reactivestreams.", "org.slf4j.");
    /** What only the caches and not a plain client need. */
    private static final List<String> NOT_SDK = List.of(
            APACHE_CLIENT,
            "software.amazon.awssdk.sts-",
            "software.amazon.awssdk.aws-query-protocol-",
            "software.amazon.awssdk.aws-crt-client-",
            "software.amazon.awssdk.crt");

    private static final List<String> SPRING = List.of("org.springframework", "io.micrometer.");

    private Libraries() {}

    /** {@return client-sdk, which needs nothing else} */
    static List<Path> client() {
        return those(List.of("io.github.secretscache.secrets-cache-client-sdk-"), List.of());
    }

    /** {@return the AWS SDK's Secrets Manager client with url-connection-client, the smallest set that works} */
    static List<Path> sdk() {
        return those(SDK, NOT_SDK);
    }

    /** {@return the same with the HTTP client instead that the SDK uses unless it is told otherwise} */
    static List<Path> sdkWithDefaultClient() {
        List<Path> apache = those(List.of(APACHE_CLIENT, "org.apache.httpcomponents."), List.of());
        return Stream.concat(
                        apache.stream(), sdk().stream().filter(jar -> !begins(jar, List.of(URL_CONNECTION_CLIENT))))
                .toList();
    }

    /** {@return the same with Powertools' parameters module} */
    static List<Path> powertools() {
        List<Path> own = those(List.of("software.amazon.lambda.", "com.fasterxml.jackson.core."), List.of());
        return Stream.concat(sdk().stream(), own.stream()).toList();
    }

    /** {@return what the smallest Spring Boot application needs} */
    static List<Path> spring() {
        return those(SPRING, List.of());
    }

    /** {@return what our starter adds to it} */
    static List<Path> springStarter() {
        List<Path> starter = those(List.of("io.github.secretscache.secrets-cache-spring-boot-starter-"), List.of());
        return Stream.concat(starter.stream(), client().stream()).toList();
    }

    static String classPath(List<Path> libraries) {
        return Stream.concat(Stream.of(OWN), libraries.stream())
                .map(Path::toString)
                .collect(Collectors.joining(":"));
    }

    private static List<Path> those(List<String> prefixes, List<String> except) {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(jar -> begins(jar, prefixes) && !begins(jar, except))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean begins(Path jar, List<String> prefixes) {
        return prefixes.stream().anyMatch(jar.getFileName().toString()::startsWith);
    }
}
