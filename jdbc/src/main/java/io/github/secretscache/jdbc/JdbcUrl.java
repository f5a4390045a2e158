package io.github.secretscache.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of the real driver, complete or to be completed from the secret. Shown without its parameters.
 *
 * @param place what follows the scheme and its colon: driver type, host and database
 * @param parameters what follows the place, with the sign that separates them
 */
record JdbcUrl(String scheme, String place, String parameters) {
    static final String OUR_PREFIX = "jdbc:secretscache:";

    private static final String LOGIN_NAMES = "(?i:user|username|password\\d?)";
    private static final Pattern LOGIN = Pattern.compile("[?&;:(,]\\s*" + LOGIN_NAMES + "\\s*=");
    /** Oracle's user/password@, and user:password@ before a host. */
    private static final Pattern LOGIN_BEFORE_AT = Pattern.compile("^(thin|oci\\d*|kprb):[^@]+@|//[^/?;]*@");
    /** In MySQL's URLs only a slash ends the host. */
    private static final Pattern MYSQL_LOGIN_BEFORE_AT = Pattern.compile("//[^/]*@");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private static final Pattern PARAMETERS = Pattern.compile("[?;]");
    /** Db2 has them after a colon. */
    private static final Pattern DB2_PARAMETERS = Pattern.compile("[?;]|:(?=[^:/=]+=)");

    /** SQL Server's other ways to name the host and the database. */
    private static final Pattern SQLSERVER_HOST = Pattern.compile("(?i);\\s*(serverName|server)\\s*=");

    private static final Pattern SQLSERVER_DATABASE = Pattern.compile("(?i);\\s*(databaseName|database)\\s*=");

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
        String scheme = url.substring("jdbc:".length(), colon);
        String rest = url.substring(colon + 1);
        Matcher end = (scheme.equals("db2") ? DB2_PARAMETERS : PARAMETERS).matcher(rest);
        int place = end.find() ? end.start() : rest.length();
        JdbcUrl made = new JdbcUrl(scheme, rest.substring(0, place), rest.substring(place));
        if (made.hasLogin()) {
            throw ConnectionFailures.misconfigured(
                    "The URL " + made + " has a user or password of its own, which would override the secret's; "
                            + "take it out of the URL.");
        }
        return made;
    }

    /** {@return whether a property is the login of some driver} */
    static boolean isLogin(String property) {
        return property.matches(LOGIN_NAMES);
    }

    Optional<Engine> engine() {
        return Engine.ofScheme(scheme);
    }

    /** {@return whether a secret of this engine can be for this URL; true if either is unknown} */
    boolean fits(String secretEngine) {
        return engine().map(engine -> engine.fits(secretEngine)).orElse(true);
    }

    /** {@return whether host, port and database are to come from the secret} */
    boolean lacksHost() {
        return engine().isPresent()
                && host().isEmpty()
                && !(is(Engine.SQLSERVER) && SQLSERVER_HOST.matcher(parameters).find());
    }

    /**
     * {@return this URL with the place of the database filled in}
     *
     * @param databaseName may be empty
     */
    String at(String hostAndPort, String databaseName) {
        if (is(Engine.ORACLE)) {
            String type = place.startsWith("oci") ? "oci" : "thin";
            return "jdbc:oracle:" + type + ":@//" + hostAndPort + "/" + databaseName + parameters;
        }
        if (is(Engine.SQLSERVER)) {
            boolean isNamed = databaseName.isEmpty()
                    || SQLSERVER_DATABASE.matcher(parameters).find();
            return "jdbc:sqlserver://" + hostAndPort + (isNamed ? "" : ";databaseName=" + databaseName) + parameters;
        }
        String path = place.replaceFirst("^/+", "");
        return "jdbc:" + scheme + "://" + hostAndPort + "/" + (path.isEmpty() ? databaseName : path) + parameters;
    }

    /** {@return the URL as it was given} */
    String text() {
        return "jdbc:" + scheme + ":" + place + parameters;
    }

    /**
     * {@return the URL without its possibly confidential parts: parameters, parentheses and everything before an
     * at-sign; if a password may go beyond these, only the scheme}
     */
    @Override
    public String toString() {
        boolean isAmbiguous = parameters.contains("@");
        String shown = isAmbiguous ? "…" : place.replaceAll("\\(.*\\)?", "");
        return "jdbc:" + scheme + ":" + shown.substring(shown.lastIndexOf('@') + 1);
    }

    private boolean hasLogin() {
        Pattern beforeAt = is(Engine.MYSQL) || is(Engine.MARIADB) ? MYSQL_LOGIN_BEFORE_AT : LOGIN_BEFORE_AT;
        String rest = place + parameters;
        String decoded = ENCODED.matcher(rest)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
        return LOGIN.matcher(decoded).find() || beforeAt.matcher(rest).find();
    }

    private boolean is(Engine engine) {
        return engine().filter(engine::equals).isPresent();
    }

    private String host() {
        if (is(Engine.ORACLE)) {
            return place.replaceFirst("^(thin|oci\\d*):", "").replaceFirst("^@?/*", "");
        }
        if (place.startsWith("//")) {
            return place.substring(2).replaceFirst("/.*", "");
        }
        return place.contains("//") ? place : ""; // as in jdbc:mysql:loadbalance://
    }
}
