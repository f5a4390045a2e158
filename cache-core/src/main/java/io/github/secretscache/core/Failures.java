package io.github.secretscache.core;

import io.github.secretscache.core.SecretFetchException.Reason;
import org.jspecify.annotations.Nullable;

/** Makes the cache's own failures, and converts those of others. */
final class Failures {
    private Failures() {}

    static SecretFetchException closed() {
        return new SecretFetchException(Reason.CLOSED, "the cache is closed", null);
    }

    static SecretFetchException timedOut(SecretId id, long limitMillis) {
        return new SecretFetchException(
                Reason.TIMED_OUT,
                "no answer for " + id.noun() + " within the request timeout of " + limitMillis
                        + " ms: check the network path to the service, or raise requestTimeout",
                null);
    }

    static SecretFetchException busy(SecretId id, GroupStatus group, long limitMillis) {
        return new SecretFetchException(
                Reason.BUSY,
                id.noun() + " was not read within the request timeout of " + limitMillis
                        + " ms, because it waited for its turn: " + group.calls() + " calls of group " + group.group()
                        + " are in flight and " + group.waiting() + " wait: raise maxConcurrentFetches, read less at a"
                        + " time, or, if many secrets are large, give the process more memory",
                null);
    }

    static SecretFetchException noThread(SecretId id) {
        return new SecretFetchException(
                Reason.BUSY,
                id.noun() + " was not asked for, because there was no thread for it: the process may have"
                        + " reached its limit of threads or memory",
                null);
    }

    static SecretFetchException probed(SecretId id, String group, @Nullable SecretFetchException last) {
        return new SecretFetchException(
                last == null ? Reason.TIMED_OUT : last.reason(),
                id.noun() + " was not asked for, because the last " + Limits.MOST_UNANSWERED
                        + " calls of group " + group + " were not answered, so one at a time is tried until one is"
                        + (last == null ? "" : "; the last failure: " + last.getMessage()),
                null);
    }

    static SecretFetchException lagging(SecretId id, String replica) {
        return new SecretFetchException(
                Reason.SERVICE_FAILED,
                "replica region " + replica + " has an older version of " + id.noun() + " than is held",
                null);
    }

    static SecretFetchException hanging(SecretId id) {
        return new SecretFetchException(
                Reason.TIMED_OUT,
                id.noun() + " was not asked for, because " + Limits.MOST_STUCK
                        + " earlier calls of the source for it have not returned",
                null);
    }

    static SecretFetchException interrupted(SecretId id) {
        return new SecretFetchException(
                Reason.INTERRUPTED, "the thread was interrupted while it waited for " + id.noun(), null);
    }

    static SecretFetchException noValue(SecretId id) {
        return new SecretFetchException(
                Reason.SOURCE_FAILED, "the source returned null for " + id.noun() + ": it must throw", null);
    }

    /** For an exception that a source must not throw. Its message is left out, because it may hold a value. */
    static SecretFetchException of(SecretId id, Throwable thrown) {
        if (thrown instanceof SecretFetchException known) {
            return known;
        }
        SecretFetchException failure = new SecretFetchException(
                Reason.SOURCE_FAILED,
                "the source threw " + thrown.getClass().getName() + " for " + id.noun()
                        + ", whose message is left out: it may hold a value",
                null);
        failure.setStackTrace(thrown.getStackTrace());
        return failure;
    }

    /** Copies a failure for another reader, with that reader's stack trace: threads never share an exception. */
    static SecretFetchException again(SecretFetchException failure) {
        return new SecretFetchException(
                failure.reason(),
                String.valueOf(failure.getMessage()),
                failure,
                failure.awsErrorCode(),
                failure.requestId());
    }
}
