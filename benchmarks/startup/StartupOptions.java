import io.github.secretscache.locallambda.LocalLambda;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import io.github.secretscache.locallambda.sandbox.InitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Start-up time and idle memory of layers and JVM options, one after the other in turn, in a local Lambda with a Secrets
 * Manager over HTTPS. The function does nothing until the extension has been ready for a while.
 *
 * <p>Run with a JDK 25 or newer in the repository's root, after {@code mvn -Pruntime -DskipTests package}:
 *
 * <pre>java -cp local-lambda/target/local-lambda.jar benchmarks/startup/StartupOptions.java RUNS SECRETS NAME=LAYER[;JAVA OPTIONS]...</pre>
 */
public final class StartupOptions {
    private static final int PORT = 18_080;
    private static final int MEMORY_MIB = 512;
    /** In the options: the trust store of the endpoint, with the JDK's authorities. */
    private static final String TRUST_STORE = "@trustStore";

    private static final Path ROOTS =
            Path.of("runtime-layer/src/main/resources/io/github/secretscache/runtimelayer/roots.pem");
    private static final String FUNCTION = """
            sleep 1
            exec curl -s "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next"
            """;

    /** What one run showed: ms since the launcher was started, ms of CPU, and KiB. */
    private record Run(double registered, double ready, double cpu, double resident, double dirty) {}

    private record Variant(String name, Path layer, String options, List<Run> runs) {}

    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[0]);
        int secrets = Integer.parseInt(arguments[1]);
        List<Variant> variants = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] parts = arguments[i].split("[=;]", 3);
            Path layer = Path.of(parts[1]).toAbsolutePath();
            variants.add(new Variant(parts[0], layer, parts.length < 3 ? "" : parts[2], new ArrayList<>()));
        }
        Path work = Files.createTempDirectory("startup-options-");
        try (SecretsManagerEndpoint endpoint =
                SecretsManagerEndpoint.builder().rsaKeys().start()) {
            StringBuilder config = new StringBuilder("SecretManagers:\n  - secrets:\n");
            for (int i = 0; i < secrets; i++) {
                endpoint.createSecret("secret_" + i, "{\"username\":\"anika\",\"password\":\"not-a-secret\"}");
                config.append("      - secret_").append(i).append('\n');
            }
            Files.writeString(work.resolve("config.yaml"), config);
            Files.writeString(work.resolve("bootstrap.sh"), FUNCTION);
            Files.writeString(
                    work.resolve("authorities.pem"),
                    Files.readString(ROOTS) + Files.readString(endpoint.authorityFile()));
            for (int run = -1; run < runs; run++) {
                for (Variant variant : variants) {
                    Run result = run(variant, endpoint, work);
                    if (run >= 0) {
                        variant.runs.add(result); // The first one fills the page cache.
                    }
                }
            }
        }
        print(variants);
        System.exit(0);
    }

    private static Run run(Variant variant, SecretsManagerEndpoint endpoint, Path work) throws Exception {
        Map<String, String> environment = new HashMap<>(endpoint.environment());
        environment.put("SECRETS_CACHE_CONFIG", work.resolve("config.yaml").toString());
        environment.put("SECRETS_CACHE_PORT", String.valueOf(PORT));
        environment.put("AWS_CA_BUNDLE", work.resolve("authorities.pem").toString());
        environment.put(
                "SECRETS_CACHE_JAVA_OPTIONS",
                variant.options.replace(TRUST_STORE, endpoint.trustStore().toString()));
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        try (LocalLambda lambda = LocalLambda.builder()
                .layer(variant.layer)
                .function(work)
                .runtimeCommand(List.of("/bin/sh", "bootstrap.sh"))
                .environment(environment)
                .memorySize(MEMORY_MIB)
                .timeout(Duration.ofSeconds(30))
                .initLimit(Duration.ofSeconds(60))
                .freezeBetweenInvocations(false)
                .log(log::add)
                .start()) {
            InitReport init = lambda.initReport();
            if (init.outcome() != InitReport.Outcome.SUCCESS) {
                throw new IllegalStateException(variant.name + ": " + init + "\n" + String.join("\n", log));
            }
            InitReport.ExtensionTimes times = init.extensions().get(0);
            Path process = Path.of("/proc", String.valueOf(times.processId()));
            Map<String, Double> memory = memory(process);
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Run(
                    Duration.between(times.processStart(), times.registerAnswered())
                                    .toNanos()
                            / 1e6,
                    Duration.between(times.processStart(), times.firstNext()).toNanos() / 1e6,
                    (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10,
                    memory.get("Rss"),
                    memory.get("Private_Dirty"));
        }
    }

    private static Map<String, Double> memory(Path process) throws IOException {
        Map<String, Double> kibibytes = new HashMap<>();
        for (String line : Files.readAllLines(process.resolve("smaps_rollup"))) {
            String[] words = line.split("\\s+");
            if (words.length == 3 && words[2].equals("kB")) {
                kibibytes.put(words[0].replace(":", ""), Double.parseDouble(words[1]));
            }
        }
        return kibibytes;
    }

    private static void print(List<Variant> variants) {
        System.out.println(
                "| variant | runs | registered, ms: min / median | first next, ms: min / median | CPU ms | resident MiB"
                        + " | private and dirty MiB |\n| --- | --- | --- | --- | --- | --- | --- |");
        for (Variant variant : variants) {
            double[] registered = sorted(variant, Run::registered);
            double[] ready = sorted(variant, Run::ready);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.0f / %.0f | %.0f / %.0f | %.0f | %.1f | %.1f |%n",
                    variant.name,
                    variant.runs.size(),
                    registered[0],
                    median(registered),
                    ready[0],
                    median(ready),
                    median(sorted(variant, Run::cpu)),
                    median(sorted(variant, Run::resident)) / 1024,
                    median(sorted(variant, Run::dirty)) / 1024);
        }
    }

    private static double[] sorted(Variant variant, ToDoubleFunction<Run> column) {
        return variant.runs.stream().mapToDouble(column).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
