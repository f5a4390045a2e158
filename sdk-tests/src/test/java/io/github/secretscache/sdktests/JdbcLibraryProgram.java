package io.github.secretscache.sdktests;

import com.amazonaws.secretsmanager.sql.AWSSecretsManagerPostgreSQLDriver;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** aws-secretsmanager-jdbc: who logs in with a secret says as whom. */
final class JdbcLibraryProgram extends ClientProgram {
    private AWSSecretsManagerPostgreSQLDriver driver = new AWSSecretsManagerPostgreSQLDriver();

    private JdbcLibraryProgram() {
        super(SecretsManagerClient.create());
    }

    public static void main(String[] arguments) throws IOException {
        new JdbcLibraryProgram().run();
    }

    /** As in a process that has just begun: with nothing in the library's own memory. */
    @Override
    String get(String name) throws SQLException {
        DriverManager.deregisterDriver(driver);
        driver = new AWSSecretsManagerPostgreSQLDriver();
        return again(name);
    }

    @Override
    String again(String name) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", name);
        try (Connection connection = driver.connect(name, properties);
                Statement statement = connection.createStatement();
                ResultSet user = statement.executeQuery("SELECT current_user")) {
            user.next();
            return user.getString(1);
        }
    }
}
