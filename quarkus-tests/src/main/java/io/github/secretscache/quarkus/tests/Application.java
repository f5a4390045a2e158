package io.github.secretscache.quarkus.tests;

import io.agroal.api.AgroalDataSource;
import io.github.secretscache.client.SecretsCacheClient;
import io.quarkus.agroal.DataSource;
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
import org.eclipse.microprofile.config.ConfigProvider;

/** For each line that it reads, asks the database who is logged in, by the data source of that name; ends with its input. */
@QuarkusMain
public class Application implements QuarkusApplication {
    @Inject
    AgroalDataSource database;

    @Inject
    @DataSource("orders")
    AgroalDataSource orders;

    @Inject
    SecretsCacheClient client;

    @Override
    public int run(String... arguments) throws IOException, SQLException {
        System.out.println("mail user " + ConfigProvider.getConfig().getValue("mail.user", String.class));
        System.out.println("client " + client.get("prod/mail").field("username"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println("database user " + databaseUser(line.equals("orders") ? orders : database));
        }
        return 0;
    }

    private static String databaseUser(AgroalDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT current_user || ' by ' || current_setting('application_name')")) {
            result.next();
            return result.getString(1);
        }
    }
}
