package io.github.secretscache.jdbc;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Recognises a refused login by SQLState and by the error codes of the five databases. */
final class RefusedLogin {
    private static final int MYSQL_ACCESS_DENIED = 1045;
    private static final int ORACLE_INVALID_LOGIN = 1017;
    private static final int SQLSERVER_LOGIN_FAILED = 18456;
    private static final int DB2_INVALID_LOGIN = -4214;

    private RefusedLogin() {}

    /** {@return whether it, or an exception chained to it, is a refused login} */
    static boolean isIn(Throwable failure) {
        return failure instanceof SQLException sql && find(sql) != null;
    }

    /** {@return the refusal itself: the exception or one chained to it; null if it is none} */
    static @Nullable SQLException find(SQLException failure) {
        for (Throwable each : ExceptionChain.of(failure)) {
            if (each instanceof SQLException chained && isRefusal(chained)) {
                return chained;
            }
        }
        return null;
    }

    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("28") // PostgreSQL 28P01 and 28000; MySQL, MariaDB and Db2 say 28000 too
                || switch (e.getErrorCode()) {
                    case MYSQL_ACCESS_DENIED, SQLSERVER_LOGIN_FAILED, DB2_INVALID_LOGIN -> true;
                    // In MySQL 1017 means a missing file.
                    case ORACLE_INVALID_LOGIN -> !state.startsWith("HY");
                    default -> false;
                };
    }
}
