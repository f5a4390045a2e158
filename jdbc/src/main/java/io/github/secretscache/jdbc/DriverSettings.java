package io.github.secretscache.jdbc;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The driver's own properties.
 *
 * @param secret the secret's name
 * @param client the settings of the client
 * @param passedOn properties for the real driver
 */
record DriverSettings(String secret, SecretShape shape, ClientSettings client, Properties passedOn) {
    static final String SECRET = "secret";
    /** The driver's own properties, with a description. */
    static final Map<String, String> OURS = ours();

    private static final String ENDPOINT = "secretEndpoint";
    private static final String BUDGET = "secretRotationBudget";
    private static final String STAGES = "secretRotationStages";

    /** An unknown property with our prefix is a spelling mistake, which the real driver would ignore. */
    private static final Pattern LOOKS_OURS = Pattern.compile("secret([A-Z].*)?");

    /** Equal settings share a client. */
    record ClientSettings(String endpoint, String budget, String stages) {
        /**
         * {@return a client}
         *
         * @throws IllegalArgumentException if the settings make none
         */
        SecretsCacheClient client() {
            SecretsCacheClientBuilder builder = SecretsCacheClient.builder();
            if (!endpoint.isEmpty()) {
                builder.endpoint(URI.create(endpoint));
            }
            if (!budget.isEmpty()) {
                builder.rotationBudget(duration(budget));
            }
            String[] others = Pattern.compile("[,\\s]+")
                    .splitAsStream(stages)
                    .filter(stage -> !stage.isEmpty())
                    .toArray(String[]::new);
            return builder.rotationStages(others).build();
        }
    }

    static DriverSettings of(@Nullable Properties info) throws SQLException {
        Properties given = copyOf(info);
        String user = text(given, "user", "");
        String secret = text(given, SECRET, user);
        check(given, secret);
        Map<String, String> renamed = new HashMap<>();
        for (String field : SecretShape.FIELDS) {
            renamed.put(field, text(given, propertyOf(field), field));
        }
        SecretShape shape = new SecretShape(renamed, given.containsKey(SECRET) ? user : "");
        ClientSettings client =
                new ClientSettings(text(given, ENDPOINT, ""), text(given, BUDGET, ""), text(given, STAGES, ""));
        return new DriverSettings(secret, shape, client, withoutOurs(given));
    }

    /** {@return a copy of the properties, together with their defaults} */
    static Properties copyOf(@Nullable Properties info) {
        Properties copy = new Properties();
        if (info != null) {
            info.stringPropertyNames().forEach(name -> copy.setProperty(name, info.getProperty(name)));
            copy.putAll(info); // the real driver may take values that are not strings
        }
        return copy;
    }

    /** {@return the properties for the real driver: without ours, and without the login} */
    static Properties withoutOurs(Properties info) {
        Properties theirs = copyOf(info);
        theirs.keySet().removeIf(key -> looksOurs(key) || JdbcUrl.isLogin(key.toString()));
        return theirs;
    }

    private static Map<String, String> ours() {
        Map<String, String> ours = new LinkedHashMap<>();
        ours.put(SECRET, "The name of the secret with user and password.");
        SecretShape.FIELDS.forEach(
                field -> ours.put(propertyOf(field), "The secret's name of its field \"" + field + "\", if not so."));
        ours.put(BUDGET, "How long to look for a newer login after a refused one, such as 30s.");
        ours.put(STAGES, "Other stages to try, such as AWSPENDING,AWSPREVIOUS.");
        ours.put(ENDPOINT, "The address of the Secrets Cache server on this machine.");
        return Collections.unmodifiableMap(ours);
    }

    /** {@return the property for the secret's own name of a field, such as secretPasswordField} */
    private static String propertyOf(String field) {
        return "secret" + Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Field";
    }

    private static String text(Properties given, String name, String otherwise) {
        return given.getOrDefault(name, otherwise).toString();
    }

    private static boolean looksOurs(Object name) {
        return LOOKS_OURS.matcher(name.toString()).matches();
    }

    private static void check(Properties given, String secret) throws SQLException {
        List<String> unknown = given.keySet().stream()
                .filter(name -> looksOurs(name) && !OURS.containsKey(name.toString()))
                .map(Object::toString)
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw ConnectionFailures.misconfigured("Unknown property " + String.join(", ", unknown)
                    + "; the driver's own are " + String.join(", ", OURS.keySet()) + ".");
        }
        if (secret.isBlank()) {
            throw ConnectionFailures.misconfigured(
                    "No secret is named; set the property " + SECRET + " (or user) to its name, such as prod/db.");
        }
    }

    private static Duration duration(String text) {
        try {
            return text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.parse(text.startsWith("PT") ? text : "PT" + text);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new IllegalArgumentException(
                    BUDGET + " must be a duration such as 30s, 500ms or PT30S, but is " + text, e);
        }
    }
}
