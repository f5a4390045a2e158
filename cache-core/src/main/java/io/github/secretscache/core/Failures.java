package io.github.secretscache.core;

import io.github.secretscache.core.SecretSourceException.Reason;

/** The failures that the cache itself makes, and what it makes of foreign ones. */
final class Failures {
    private Failures() {}

    static SecretSourceException closed() {
        return new SecretSourceException(Reason.CLOSED, "the cache is closed", null);
    }

    static SecretSourceException timedOut(SecretId id, long limitMillis) {
        return new SecretSourceException(
                Reason.TIMED_OUT,
                "no answer for secret " + id.name() + " within the request timeout of " + limitMillis
                        + " ms: check the network path to the service, or raise requestTimeout",
                null);
    }

    static SecretSourceException notAsked(SecretId id, long limitMillis) {
        return new SecretSourceException(
                Reason.TIMED_OUT,
                "secret " + id.name() + " could not be asked for within the request timeout of " + limitMillis
                        + " ms, because other calls of the source take all the threads: raise maxConcurrentFetches, or"
                        + " find out why they do not return",
                null);
    }

    static SecretSourceException hanging(SecretId id) {
        return new SecretSourceException(
                Reason.TIMED_OUT,
                "secret " + id.name() + " was not asked for, because " + FetchSlots.MOST_STUCK
                        + " earlier calls of the source for it have not returned",
                null);
    }

    static SecretSourceException interrupted(SecretId id) {
        return new SecretSourceException(
                Reason.TIMED_OUT, "the thread was interrupted while it waited for secret " + id.name(), null);
    }

    static SecretSourceException noValue(SecretId id) {
        return new SecretSourceException(
                Reason.SOURCE_FAILED, "the source returned null for secret " + id.name() + ": it must throw", null);
    }

    /** What a source threw that it may not throw. Its message is left out: nobody checked it for values. */
    static SecretSourceException of(SecretId id, Throwable thrown) {
        if (thrown instanceof SecretSourceException known) {
            return known;
        }
        SecretSourceException failure = new SecretSourceException(
                Reason.SOURCE_FAILED,
                "the source threw " + thrown.getClass().getName() + " for secret " + id.name()
                        + ", whose message is left out: it may hold a value",
                null);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    /** A failure for one more reader, with that reader's stack trace: an exception is never shared between threads. */
    static SecretSourceException again(SecretSourceException failure) {
        return new SecretSourceException(
                failure.reason(),
                String.valueOf(failure.getMessage()),
                failure,
                failure.awsErrorCode(),
                failure.requestId());
    }
}
