package io.github.secretscache.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of the real driver, complete or to be completed from the secret. Shown without its parameters. */
final class JdbcUrl {
    static final String OUR_PREFIX = "jdbc:secretscache:";

    private static final Pattern LOGIN = Pattern.compile("[?&;:(,](user|username|password)=", Pattern.CASE_INSENSITIVE);
    /** Oracle's user/password@, and user:password@ before a host. */
    private static final Pattern LOGIN_BEFORE_AT = Pattern.compile("^(thin|oci\\d*|kprb):[^@]+@|//[^/?;]*@");

    private static final Pattern PARAMETERS = Pattern.compile("[?;]");
    /** Db2 has them after a colon behind the database's name. */
    private static final Pattern DB2_PARAMETERS = Pattern.compile("[?;]|(?<=//[^/]{0,999}/[^:]{0,999}):");

    private final String scheme;
    /** What follows the scheme and its colon. */
    private final String rest;

    private JdbcUrl(String scheme, String rest) {
        this.scheme = scheme;
        this.rest = rest;
    }

    /**
     * {@return the URL, checked}
     *
     * @param url begins with {@code jdbc:}
     */
    static JdbcUrl of(String url) throws SQLException {
        int colon = url.indexOf(':', "jdbc:".length());
        if (!url.startsWith("jdbc:") || colon < 0) {
            throw ConnectionFailures.misconfigured(
                    "The URL must be jdbc:<database>:…, such as jdbc:postgresql://host/db, but a colon is missing.");
        }
        JdbcUrl made = new JdbcUrl(url.substring("jdbc:".length(), colon), url.substring(colon + 1));
        if (LOGIN.matcher(made.rest).find()
                || LOGIN_BEFORE_AT.matcher(made.rest).find()) {
            throw ConnectionFailures.misconfigured(
                    "The URL " + made + " has a user or password of its own, which would override the secret's; "
                            + "take it out of the URL.");
        }
        return made;
    }

    Optional<Engine> engine() {
        return Engine.ofScheme(scheme);
    }

    /** {@return whether host, port and database are to come from the secret} */
    boolean lacksHost() {
        return engine().isPresent() && host().isEmpty();
    }

    /**
     * {@return this URL with the place of the database filled in}
     *
     * @param place where the secret says that it is
     */
    String at(DatabasePlace place) {
        return switch (engine().orElseThrow()) {
            case ORACLE -> "jdbc:oracle:thin:@//" + place.hostAndPort() + "/" + place.databaseName();
            case SQLSERVER -> {
                boolean isNamed = parameters().matches("(?i).*;(databaseName|database)=.*");
                String name = isNamed || place.databaseName().isEmpty() ? "" : ";databaseName=" + place.databaseName();
                yield "jdbc:sqlserver://" + place.hostAndPort() + name + parameters();
            }
            default -> {
                String path = path().isEmpty() ? place.databaseName() : path();
                yield "jdbc:" + scheme + "://" + place.hostAndPort() + "/" + path + parameters();
            }
        };
    }

    /** {@return the URL as it was given} */
    String text() {
        return "jdbc:" + scheme + ":" + rest;
    }

    /**
     * {@return the URL without its possibly confidential parts: parameters, parentheses and everything before an
     * at-sign}
     */
    @Override
    public String toString() {
        String shown = beforeParameters().replaceAll("\\(.*\\)?", "");
        return "jdbc:" + scheme + ":" + shown.substring(shown.lastIndexOf('@') + 1);
    }

    private String host() {
        String place = beforeParameters();
        if (scheme.equals("oracle")) {
            return place.replaceFirst("^(thin|oci\\d*):", "").replaceFirst("^@?/*", "");
        }
        return place.startsWith("//") ? place.substring(2).replaceFirst("/.*", "") : "";
    }

    private String path() {
        return beforeParameters().replaceFirst("^/+", "");
    }

    private String beforeParameters() {
        return rest.substring(0, endOfPlace());
    }

    private String parameters() {
        return rest.substring(endOfPlace());
    }

    private int endOfPlace() {
        Matcher end = (scheme.equals("db2") ? DB2_PARAMETERS : PARAMETERS).matcher(rest);
        return end.find() ? end.start() : rest.length();
    }
}
