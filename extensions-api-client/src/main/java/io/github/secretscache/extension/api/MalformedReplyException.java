package io.github.secretscache.extension.api;

import java.io.IOException;

/** A reply that is not HTTP, not JSON, too large, or incomplete. */
final class MalformedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message) {
        super(message);
    }
}
