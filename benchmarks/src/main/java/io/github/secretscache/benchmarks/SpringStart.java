package io.github.secretscache.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Start of a Spring Boot application: without ours, with the starter on its class path, and with a secret imported. */
final class SpringStart {
    private static final int RUNS = 10;

    private SpringStart() {}

    /** An application that does nothing. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {
        /** Prints the milliseconds from the start of the JVM until the application runs. */
        public static void main(String[] arguments) {
            SpringApplication application = new SpringApplication(Application.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            try (ConfigurableApplicationContext context = application.run(arguments)) {
                long started = ProcessHandle.current()
                        .info()
                        .startInstant()
                        .orElseThrow()
                        .toEpochMilli();
                System.out.println(System.currentTimeMillis() - started + " " + context.getId());
            }
        }
    }

    private record Series(String name, List<Path> libraries, List<String> options, Samples millis) {}

    /** See {@code benchmarks/run}. */
    public static void main(String[] arguments) {
        Arguments given = Arguments.of(arguments, RUNS);
        Report report = new Report("spring", "Start of a Spring Boot application", given);
        try (Frontend server = new Frontend()) {
            List<Path> with = new ArrayList<>(Libraries.spring());
            with.addAll(Libraries.springStarter());
            String endpoint = "--secrets-cache.endpoint=" + server.uri();
            List<Series> all = List.of(
                    new Series("without", Libraries.spring(), List.of(), new Samples()),
                    new Series("with the starter, nothing imported", with, List.of(endpoint), new Samples()),
                    new Series(
                            "with the starter and one secret imported",
                            with,
                            List.of(endpoint, "--spring.config.import=secrets-cache:" + Stage.FIRST),
                            new Samples()));
            all.forEach(SpringStart::millis);
            for (int run = 1; run <= given.runs(); run++) {
                System.out.println("spring, run " + run + " of " + given.runs());
                all.forEach(series -> series.millis.add(millis(series)));
            }
            write(report, all);
        }
        System.exit(0);
    }

    private static double millis(Series series) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                Libraries.classPath(series.libraries),
                Application.class.getName(),
                "--logging.level.root=off",
                "--spring.main.banner-mode=off"));
        command.addAll(series.options);
        String last = Command.run(command).lines().reduce("", (earlier, line) -> line);
        return Double.parseDouble(last.substring(0, last.indexOf(' ')));
    }

    private static void write(Report report, List<Series> all) {
        double without = all.get(0).millis.median();
        List<List<String>> rows = new ArrayList<>();
        for (Series series : all) {
            rows.add(List.of(
                    series.name,
                    Report.number(series.millis.median()),
                    Report.number(series.millis.min()),
                    Report.number(series.millis.max()),
                    String.format(Locale.ROOT, "%+.0f", series.millis.median() - without)));
        }
        report.text("Spring Boot " + SpringBootVersion.getVersion()
                + ", no web server, no other starter; the time from the start of the JVM until `SpringApplication.run` returns. The"
                + " server with the secret is already running, in another JVM.");
        report.table(List.of("application", "median ms", "least", "most", "added ms"), rows);
        report.write();
    }
}
