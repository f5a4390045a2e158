package io.github.secretscache.jdbc;

import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The properties that a tool can show for a connection: ours, then the real driver's. */
final class DriverProperties {
    private DriverProperties() {}

    static List<DriverPropertyInfo> of(JdbcUrl url, @Nullable Properties given) {
        Properties info = given == null ? new Properties() : given;
        List<DriverPropertyInfo> all = new ArrayList<>();
        DriverPropertyInfo secret = ours(info, DriverSettings.SECRET, "The name of the secret with user and password.");
        secret.required = true;
        all.add(secret);
        for (String field : SecretShape.NAMES) {
            all.add(ours(
                    info,
                    DriverSettings.propertyOf(field),
                    "The secret's name of its field \"" + field + "\", if not so."));
        }
        all.add(ours(
                info, DriverSettings.BUDGET, "How long to look for a newer login after a refused one, such as 30s."));
        all.add(ours(info, DriverSettings.STAGES, "Other stages to try, such as AWSPENDING,AWSPREVIOUS."));
        all.add(ours(info, DriverSettings.ENDPOINT, "The address of the Secrets Cache server on this machine."));
        all.addAll(theirs(url, info));
        return all;
    }

    private static DriverPropertyInfo ours(Properties info, String name, String description) {
        DriverPropertyInfo property = new DriverPropertyInfo(name, info.getProperty(name));
        property.description = description;
        return property;
    }

    private static List<DriverPropertyInfo> theirs(JdbcUrl url, Properties info) {
        List<DriverPropertyInfo> theirs = new ArrayList<>();
        try {
            for (DriverPropertyInfo property :
                    RealDriver.of(url.text(), url).getPropertyInfo(url.text(), DriverSettings.withoutOurs(info))) {
                if (isConfidential(property.name)) {
                    property.value = null;
                }
                if (!property.name.equals("user") && !property.name.equals("password")) {
                    theirs.add(property);
                }
            }
        } catch (SQLException e) {
            theirs.clear(); // a tool may ask before the driver is available, or before the URL is complete
        }
        return theirs;
    }

    private static boolean isConfidential(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("passphrase") || lower.contains("secret");
    }
}
