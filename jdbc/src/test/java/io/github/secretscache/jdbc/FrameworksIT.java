package io.github.secretscache.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import io.github.secretscache.jdbc.testing.PostgresServer;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What docs/jdbc.md says of HikariCP, Flyway and Spring Boot, with a real PostgreSQL. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FrameworksIT {
    private static final String USER = "framework";

    private static PostgresServer postgres;

    @RegisterExtension
    final SecretsCacheTestServer secrets =
            SecretsCacheTestServer.create().put("prod/db", postgres.rdsSecret(USER, "hunter2"));

    @BeforeAll
    static void startDatabase() throws SQLException {
        postgres = PostgresServer.start();
        postgres.execute(
                "CREATE ROLE " + USER + " LOGIN PASSWORD 'hunter2'",
                "CREATE SCHEMA own AUTHORIZATION " + USER,
                "CREATE SCHEMA boot AUTHORIZATION " + USER);
    }

    @AfterAll
    static void stopDatabase() {
        postgres.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void hikari_secretAsUsernameAndDriverByClassName_connects() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName(SecretsDriver.class.getName());
        config.setJdbcUrl("jdbc:secretscache:postgresql:///postgres?ApplicationName=orders");
        config.setUsername("prod/db");
        config.setPassword("ignored");
        config.addDataSourceProperty("secretEndpoint", endpoint());
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertThat(user(pool)).isEqualTo(USER);
        }
    }

    @Test
    void hikari_dataSource_connects() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source());
        try (HikariDataSource pool = new HikariDataSource(config)) {
            assertThat(user(pool)).isEqualTo(USER);
        }
    }

    @Test
    void flyway_dataSource_migrates(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("V1__orders.sql"), "CREATE TABLE orders (id int)");

        int migrations = Flyway.configure()
                .dataSource(source())
                .schemas("own")
                .locations("filesystem:" + folder)
                .load()
                .migrate()
                .migrationsExecuted;

        assertThat(migrations).isEqualTo(1);
    }

    @Test
    void flyway_url_isRefusedByFlyway() {
        assertThatThrownBy(() -> Flyway.configure()
                        .dataSource("jdbc:secretscache:postgresql:", "prod/db", "")
                        .load()
                        .migrate())
                .isInstanceOf(FlywayException.class);
    }

    @Test
    void springBoot_propertiesOfTheDocumentation_connect() throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(sample("spring", "properties")
                .replace("db.example.com/orders", "127.0.0.1:" + postgres.port() + "/postgres")));
        properties.setProperty("spring.datasource.hikari.data-source-properties.secretEndpoint", endpoint());
        properties.setProperty("spring.flyway.schemas", "boot"); // Flyway takes the application's data source

        try (ConfigurableApplicationContext application = run(properties)) {
            HikariDataSource pool = (HikariDataSource) application.getBean(DataSource.class);
            assertThat(user(pool)).isEqualTo(USER);
            assertThat(application.getBean(Flyway.class).info().getInfoResult().schemaName)
                    .isEqualTo("boot");
            assertThat(pool.getDataSourceProperties()).containsEntry("secretRotationStages", "AWSPENDING,AWSPREVIOUS");
        }
    }

    @Test
    void springBoot_withoutDriverClassName_doesNotKnowTheUrl() {
        Properties properties = new Properties();
        properties.setProperty("spring.datasource.url", "jdbc:secretscache:postgresql:");

        assertThatThrownBy(() -> run(properties).close()).hasStackTraceContaining("suitable driver class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hikari", "data-source"})
    void documentation_sample_compiles(String name, @TempDir Path folder) throws Exception {
        String program = "import com.zaxxer.hikari.*; import io.github.secretscache.client.*;"
                + " import io.github.secretscache.jdbc.*; import javax.sql.*; import org.flywaydb.core.*;"
                + " class Sample { void sample() {\n" + sample(name, "java") + "}}";
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        assertThat(compiler.getTask(
                                null, null, null, List.of("-proc:none", "-d", folder.toString()), null, List.of(source))
                        .call())
                .isTrue();
    }

    private static ConfigurableApplicationContext run(Properties properties) {
        return new SpringApplicationBuilder(Application.class)
                .properties(properties)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run();
    }

    private SecretsDataSource source() {
        return SecretsDataSource.builder("prod/db")
                .url("jdbc:postgresql:")
                .client(secrets.client())
                .build();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + secrets.port();
    }

    private static String user(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return connection.getMetaData().getUserName();
        }
    }

    private static String sample(String name, String language) throws Exception {
        Matcher sample = Pattern.compile(
                        "<!-- sample: " + name + " -->\\s+```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "jdbc.md")));
        assertThat(sample.find()).isTrue();
        return sample.group(1);
    }
}
