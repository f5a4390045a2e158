package io.github.secretscache.client;

/** A text is not the JSON it should be. The message says what is wrong and where, and quotes nothing. */
final class MalformedJsonException extends Exception {
    MalformedJsonException(String problem, int offset) {
        super(problem + " at offset " + offset);
    }
}
