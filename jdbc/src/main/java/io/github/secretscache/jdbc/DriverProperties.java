package io.github.secretscache.jdbc;

import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The properties that a tool can show for a connection: ours, then the real driver's. */
final class DriverProperties {
    private static final Pattern CONFIDENTIAL = Pattern.compile("(?i).*(password|passphrase|pwd|secret|token).*");

    private DriverProperties() {}

    static List<DriverPropertyInfo> of(JdbcUrl url, @Nullable Properties info) {
        Properties given = DriverSettings.copyOf(info);
        List<DriverPropertyInfo> all = new ArrayList<>();
        DriverSettings.OURS.forEach((name, description) -> {
            DriverPropertyInfo property = new DriverPropertyInfo(name, given.getProperty(name));
            property.description = description;
            property.required = name.equals(DriverSettings.SECRET);
            all.add(property);
        });
        try {
            for (DriverPropertyInfo theirs :
                    RealDriver.of(url.text(), url).getPropertyInfo(url.text(), DriverSettings.withoutOurs(given))) {
                if (CONFIDENTIAL.matcher(theirs.name).matches()) {
                    theirs.value = null;
                }
                if (!JdbcUrl.isLogin(theirs.name)) {
                    all.add(theirs);
                }
            }
        } catch (SQLException | RuntimeException e) {
            // A tool may ask before the driver is available, or before the URL is complete.
        }
        return all;
    }
}
