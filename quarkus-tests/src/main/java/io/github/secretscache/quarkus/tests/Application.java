package io.github.secretscache.quarkus.tests;

import io.github.secretscache.client.SecretsCacheClient;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;

/** For each line that it reads, asks the database who is logged in; ends with its input. */
@QuarkusMain
public class Application implements QuarkusApplication {
    @Inject
    DataSource database;

    @Inject
    SecretsCacheClient client;

    @Override
    public int run(String... arguments) throws IOException, SQLException {
        System.out.println("mail user " + ConfigProvider.getConfig().getValue("mail.user", String.class));
        System.out.println("client " + client.get("prod/mail").field("username"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (lines.readLine() != null) {
            System.out.println("database user " + databaseUser());
        }
        return 0;
    }

    private String databaseUser() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT current_user || ' by ' || current_setting('application_name')")) {
            result.next();
            return result.getString(1);
        }
    }
}
