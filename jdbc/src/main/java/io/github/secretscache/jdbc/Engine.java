package io.github.secretscache.jdbc;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** A kind of database: how its URLs begin, its name in a secret, and where its driver is found. */
enum Engine {
    POSTGRESQL("postgresql", "postgres|aurora-postgresql|redshift", "org.postgresql:postgresql"),
    MYSQL("mysql", "mysql|aurora-mysql|mariadb", "com.mysql:mysql-connector-j"),
    MARIADB("mariadb", "mariadb|mysql|aurora-mysql", "org.mariadb.jdbc:mariadb-java-client"),
    ORACLE("oracle", "oracle", "com.oracle.database.jdbc:ojdbc11"),
    SQLSERVER("sqlserver", "sqlserver", "com.microsoft.sqlserver:mssql-jdbc"),
    DB2("db2", "db2", "com.ibm.db2:jcc"),
    REDSHIFT("redshift", "redshift", "com.amazon.redshift:redshift-jdbc42");

    private final String scheme;
    /** The beginning of a secret's field {@code engine}, as in oracle-ee. */
    private final Pattern secretNames;

    private final String driverArtifact;

    Engine(String scheme, String secretNames, String driverArtifact) {
        this.scheme = scheme;
        this.secretNames = Pattern.compile(secretNames, Pattern.CASE_INSENSITIVE);
        this.driverArtifact = driverArtifact;
    }

    static Optional<Engine> ofScheme(String scheme) {
        return Arrays.stream(values())
                .filter(engine -> engine.scheme.equals(scheme))
                .findFirst();
    }

    /**
     * {@return whether a secret that names this engine can be used with this database's URLs; true for an unknown
     * name}
     */
    boolean fits(String secretEngine) {
        return names(secretEngine) || Arrays.stream(values()).noneMatch(engine -> engine.names(secretEngine));
    }

    String driverArtifact() {
        return driverArtifact;
    }

    private boolean names(String secretEngine) {
        return secretNames.matcher(secretEngine).lookingAt();
    }
}
