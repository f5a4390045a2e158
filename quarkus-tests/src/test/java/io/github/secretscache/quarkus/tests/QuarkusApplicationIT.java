package io.github.secretscache.quarkus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.github.secretscache.jdbc.testing.PostgresServer;
import io.github.secretscache.jdbc.testing.QueryLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application as Quarkus has built it, in a JVM of its own. It was built without a server to read secrets from. */
@Timeout(120)
class QuarkusApplicationIT {
    private static PostgresServer postgres;

    @RegisterExtension
    final SecretsCacheTestServer secrets = SecretsCacheTestServer.create(Duration.ZERO)
            .put("prod/mail", "{\"username\":\"postmaster\",\"password\":\"hunter2\"}");

    @BeforeAll
    static void startDatabase() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopDatabase() {
        postgres.close();
    }

    @Test
    void application_mappedSecrets_configureItAndLogItIn() throws Exception {
        postgres.execute("CREATE ROLE app LOGIN PASSWORD 'one'", "CREATE ROLE app2 LOGIN PASSWORD 'two'");
        secrets.put("prod/db", login("app", "one")).put("prod/unused", login("nobody", "x"));
        Process application = start(Map.of());
        try (BufferedReader output = application.inputReader(StandardCharsets.UTF_8);
                Writer input = application.outputWriter(StandardCharsets.UTF_8)) {
            assertThat(output.readLine()).isEqualTo("mail user postmaster");
            assertThat(output.readLine()).isEqualTo("client postmaster");
            assertThat(askUser("", input, output)).isEqualTo("database user app by postmaster");

            secrets.put("prod/db", login("app2", "two"));

            assertThat(askUser("", input, output)).isEqualTo("database user app2 by postmaster");
        }
        assertThat(application.waitFor()).isZero();
        assertThat(secrets.reads("prod/unused")).isZero();
        assertThat(secrets.reads("db")).isZero();
    }

    @Test
    void application_ourDriverAndPasswordChangedBeforeTheSecret_logsInOnceTheSecretFollows() throws Exception {
        postgres.execute("CREATE ROLE orders LOGIN PASSWORD 'one'");
        secrets.put("prod/orders", postgres.rdsSecret("orders", "one"));
        Process application = start(Map.of());
        try (BufferedReader output = application.inputReader(StandardCharsets.UTF_8);
                Writer input = application.outputWriter(StandardCharsets.UTF_8)) {
            output.readLine();
            output.readLine();
            assertThat(askUser("orders", input, output)).startsWith("database user orders by ");

            postgres.execute("ALTER ROLE orders PASSWORD 'two'");
            input.write("orders\n");
            input.flush();
            QueryLoad.await(() -> postgres.refusedLogins("orders") == 1);
            secrets.put("prod/orders", postgres.rdsSecret("orders", "two"));
            assertThat(output.readLine()).startsWith("database user orders by ");

            secrets.putAt("AWSPENDING", "prod/orders", postgres.rdsSecret("orders", "three"));
            postgres.execute("ALTER ROLE orders PASSWORD 'three'");
            assertThat(askUser("orders", input, output)).startsWith("database user orders by ");
        }
        assertThat(application.waitFor()).isZero();
        assertThat(postgres.refusedLogins("orders")).isEqualTo(2);
    }

    @Test
    void application_environment_namesTheSecretAndReplacesAField() throws Exception {
        secrets.put("test/mail", "{\"username\":\"tester\"}");

        assertThat(firstLine(Map.of("SECRETSCACHE_MAIL", "test/mail"))).isEqualTo("mail user tester");
        assertThat(firstLine(Map.of("SECRETSCACHE_MAIL_USERNAME", "mine"))).isEqualTo("mail user mine");
    }

    private String firstLine(Map<String, String> environment) throws IOException {
        Process application = start(environment);
        try (BufferedReader output = application.inputReader(StandardCharsets.UTF_8)) {
            return output.readLine();
        } finally {
            application.destroy();
        }
    }

    @Test
    void application_secretIsNotThere_stopsAndSaysWhich() throws Exception {
        secrets.remove("prod/mail");
        Process application = start(Map.of());
        application.getOutputStream().close();

        String output = new String(application.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(application.waitFor()).isNotZero();
        assertThat(output).contains("secretscache.mail.username cannot be read", "prod/mail");
    }

    @Test
    void samples_lines_areThoseOfThisApplication() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/resources/application.properties")))
                .containsAll(sample("README.md", "quarkus"))
                .containsAll(sample("docs/frameworks.md", "quarkus-credentials"))
                .containsAll(sample("docs/frameworks.md", "quarkus-jdbc"));
    }

    private static List<String> sample(String page, String name) throws IOException {
        Matcher sample = Pattern.compile("<!-- sample: " + name + " -->\\s+```properties\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..").resolve(page)));
        assertThat(sample.find()).isTrue();
        return sample.group(1).lines().toList();
    }

    private Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                "target/quarkus-app/quarkus-run.jar"));
        builder.environment()
                .putAll(Map.of(
                        "SECRETS_CACHE_PORT", Integer.toString(secrets.port()),
                        "DATABASE_PORT", Integer.toString(postgres.port())));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }

    private static String askUser(String source, Writer input, BufferedReader output) throws IOException {
        input.write(source + "\n");
        input.flush();
        return output.readLine();
    }

    private static String login(String username, String password) {
        return "{\"username\":\"" + username + "\",\"password\":\"" + password + "\"}";
    }
}
