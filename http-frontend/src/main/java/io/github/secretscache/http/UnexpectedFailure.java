package io.github.secretscache.http;

import java.lang.System.Logger.Level;

/** Logs a defect by type and place only: the message of an exception from elsewhere might quote a value. */
final class UnexpectedFailure {
    private UnexpectedFailure() {}

    static void log(Throwable failure) {
        Throwable place = new Throwable(failure.getClass().getName());
        place.setStackTrace(failure.getStackTrace());
        // Not a constant: the first look-up of a logger costs start-up time, and this is hardly ever reached.
        System.getLogger(UnexpectedFailure.class.getName()).log(Level.ERROR, "A request failed unexpectedly", place);
    }
}
