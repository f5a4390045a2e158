package io.github.secretscache.runtimelayer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The JDK whose runtime goes into the layer, from the file {@code release} in its home.
 *
 * @param vendor who built it
 * @param version with update and build, such as {@code 25.0.3+9-LTS}
 * @param date of the update, as {@code yyyy-MM-dd}; empty if the file does not say
 */
record JdkRelease(String vendor, String version, String date) {
    /** An update comes every three months. */
    private static final int OLD_AFTER_MONTHS = 6;

    static JdkRelease of(Path home) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(home.resolve("release"))) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(
                        line.substring(0, equals),
                        line.substring(equals + 1).replace("\"", "").strip());
            }
        }
        String version = values.getOrDefault("JAVA_RUNTIME_VERSION", values.getOrDefault("JAVA_VERSION", "unknown"));
        return new JdkRelease(
                values.getOrDefault("IMPLEMENTOR", "an unknown vendor"),
                version,
                values.getOrDefault("JAVA_VERSION_DATE", ""));
    }

    /** {@return a warning for whoever builds the layer, if a newer update is due} */
    Optional<String> warning(LocalDate today) {
        try {
            if (LocalDate.parse(date).plusMonths(OLD_AFTER_MONTHS).isBefore(today)) {
                return Optional.of(this + " is older than " + OLD_AFTER_MONTHS
                        + " months, and security updates come every three: build the layer with the newest update");
            }
            return Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.of(this + " does not say when it was released: check that it is the newest update");
        }
    }

    @Override
    public String toString() {
        return "JDK " + version + " of " + vendor + (date.isEmpty() ? "" : ", released " + date);
    }
}
