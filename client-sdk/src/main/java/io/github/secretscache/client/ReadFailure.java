package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/**
 * A read that failed. Each waiting thread makes its own exception of it.
 *
 * @param message why, and what to do
 * @param retry whether another attempt within the same call may succeed
 */
record ReadFailure(ReadRequest request, Kind kind, Explanation message, boolean retry) implements ReadResult {
    /** What the caller can do about it. */
    enum Kind {
        NOT_FOUND("was not found"),
        ACCESS_DENIED("may not be read"),
        UNAVAILABLE("is not available"),
        /** Unavailable, because nothing listens at the address. */
        NOBODY_THERE("is not available"),
        OTHER("cannot be read");

        private final String predicate;

        Kind(String predicate) {
            this.predicate = predicate;
        }
    }

    /**
     * Why, and what to do.
     *
     * @param happened what happened, worded to follow a colon
     * @param fix what to do, as one sentence or more
     */
    record Explanation(
            String happened, String fix, @Nullable Throwable cause) {}

    static ReadFailure of(Kind kind, ReadRequest request, String happened, String fix) {
        return new ReadFailure(request, kind, new Explanation(happened, fix, null), false);
    }

    ReadFailure retried(boolean again) {
        return new ReadFailure(request, kind, message, again);
    }

    ReadFailure because(Throwable cause) {
        return new ReadFailure(request, kind, new Explanation(message.happened, message.fix, cause), retry);
    }

    /** {@return whether the secret was deleted or is refused, so that a kept value must be dropped} */
    boolean isDefinitive() {
        return kind == Kind.NOT_FOUND || kind == Kind.ACCESS_DENIED;
    }

    @Override
    public Secret secretOrThrow() {
        throw exception();
    }

    SecretsCacheException exception() {
        String name = request.name();
        String text = request.subject() + " " + kind.predicate + ": " + message.happened + ". " + message.fix;
        Throwable cause = message.cause;
        return switch (kind) {
            case NOT_FOUND -> new SecretNotFoundException(name, text, cause);
            case ACCESS_DENIED -> new SecretAccessDeniedException(name, text, cause);
            case UNAVAILABLE, NOBODY_THERE -> new SecretsCacheUnavailableException(name, text, cause);
            case OTHER -> new SecretsCacheException(name, text, cause);
        };
    }
}
