package io.github.secretscache.jdbc.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;

/** A real PostgreSQL on a free port, which asks everybody but its administrator for a password. */
public final class PostgresServer implements AutoCloseable {
    private static final String LOG = "postgres.log";

    /** Access rules and log. */
    private final Path folder;

    private final EmbeddedPostgres postgres;

    private PostgresServer(Path folder, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.postgres = postgres;
    }

    /** {@return a started server with the database postgres and no user of its own} */
    public static PostgresServer start() {
        try {
            Path folder = Files.createTempDirectory("postgres");
            Path rules = Files.writeString(folder.resolve("pg_hba.conf"), """
                    host all postgres 127.0.0.1/32 trust
                    host all all      127.0.0.1/32 scram-sha-256
                    """);
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("hba_file", rules.toString())
                    .setServerConfig("logging_collector", "on")
                    .setServerConfig("log_directory", folder.toString())
                    .setServerConfig("log_filename", LOG)
                    .setServerConfig("fsync", "off")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setOutputRedirector(Redirect.DISCARD)
                    .setErrorRedirector(Redirect.DISCARD)
                    .start();
            return new PostgresServer(folder, postgres);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs statements as administrator. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    public int port() {
        return postgres.getPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/postgres";
    }

    /** {@return a secret as Amazon RDS writes it, for a user of this server} */
    public String rdsSecret(String username, String password) {
        return """
                {"engine":"postgres","host":"127.0.0.1","port":%d,"dbname":"postgres","username":"%s","password":"%s"}""".formatted(port(), username, password);
    }

    /** {@return how many logins of a user, or of its clone, were refused so far, by the server's log} */
    public long refusedLogins(String user) {
        String refusal = "password authentication failed for user \"" + user;
        return logged(refusal + "\"") + logged(refusal + "_clone\"");
    }

    /** {@return how many lines of the server's log have a text} */
    public long logged(String text) {
        try (Stream<String> lines = Files.lines(folder.resolve(LOG))) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            postgres.close();
            Files.delete(folder.resolve("pg_hba.conf"));
            Files.delete(folder.resolve(LOG));
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
