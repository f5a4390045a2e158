package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver's own properties.
 *
 * @param secret the secret's name
 * @param username the user if the secret does not name one; may be empty
 * @param client the settings of the client
 * @param passedOn properties for the real driver
 */
record DriverSettings(String secret, String username, SecretShape shape, ClientSettings client, Properties passedOn) {
    static final String SECRET = "secret";
    static final String ENDPOINT = "secretEndpoint";
    static final String BUDGET = "secretRotationBudget";
    static final String STAGES = "secretRotationStages";

    /** An unknown property with our prefix is a spelling mistake, which the real driver would ignore. */
    private static final Pattern OURS = Pattern.compile("secret([A-Z].*)?");

    /** Equal settings share a client. */
    record ClientSettings(String endpoint, String budget, List<String> stages) {
        SecretsCacheClient client() throws SQLException {
            try {
                SecretsCacheClientBuilder builder = SecretsCacheClient.builder();
                if (!endpoint.isEmpty()) {
                    builder.endpoint(URI.create(endpoint));
                }
                if (!budget.isEmpty()) {
                    builder.rotationBudget(duration(budget));
                }
                return builder.rotationStages(stages.toArray(String[]::new)).build();
            } catch (IllegalArgumentException e) {
                throw ConnectionFailures.misconfigured("The driver's properties " + ENDPOINT + " and " + BUDGET
                        + " make no client: " + e.getMessage());
            }
        }
    }

    static DriverSettings of(Properties info) throws SQLException {
        String user = info.getProperty("user", "");
        String secret = info.getProperty(SECRET, user);
        check(info, secret);
        Map<String, String> renamed = new HashMap<>();
        for (String field : SecretShape.NAMES) {
            String name = info.getProperty(propertyOf(field));
            if (name != null) {
                renamed.put(field, name);
            }
        }
        String username = info.getProperty(SECRET) == null ? "" : user;
        return new DriverSettings(secret, username, new SecretShape(renamed), clientSettings(info), withoutOurs(info));
    }

    /** {@return the properties for the real driver: without ours, and without the login} */
    static Properties withoutOurs(Properties info) {
        Properties theirs = new Properties();
        for (String name : info.stringPropertyNames()) {
            if (!OURS.matcher(name).matches()) {
                theirs.setProperty(name, info.getProperty(name));
            }
        }
        theirs.remove("user");
        theirs.remove("password");
        return theirs;
    }

    /** {@return the property for the secret's own name of a field, such as secretPasswordField} */
    static String propertyOf(String field) {
        return "secret" + Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Field";
    }

    private static ClientSettings clientSettings(Properties info) {
        return new ClientSettings(
                info.getProperty(ENDPOINT, ""),
                info.getProperty(BUDGET, ""),
                Pattern.compile("[,\\s]+")
                        .splitAsStream(info.getProperty(STAGES, ""))
                        .filter(stage -> !stage.isEmpty())
                        .toList());
    }

    private static void check(Properties info, String secret) throws SQLException {
        List<String> known = new ArrayList<>(List.of(SECRET, BUDGET, STAGES, ENDPOINT));
        SecretShape.NAMES.forEach(field -> known.add(propertyOf(field)));
        List<String> unknown = info.stringPropertyNames().stream()
                .filter(name -> OURS.matcher(name).matches() && !known.contains(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw ConnectionFailures.misconfigured("Unknown property " + String.join(", ", unknown)
                    + "; the driver's own are " + String.join(", ", known) + ".");
        }
        if (secret.isBlank()) {
            throw ConnectionFailures.misconfigured(
                    "No secret is named; set the property " + SECRET + " (or user) to its name, such as prod/db.");
        }
    }

    private static Duration duration(String text) {
        Matcher plain = Pattern.compile("(\\d{1,9})(ms|s|m)").matcher(text);
        if (plain.matches()) {
            long number = Long.parseLong(plain.group(1));
            return switch (plain.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                default -> Duration.ofMinutes(number);
            };
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    BUDGET + " must be a duration such as 30s, 500ms or PT30S, but is " + text, e);
        }
    }
}
