package io.github.secretscache.extension.api;

/** What an extension can ask to be told of. */
public enum EventType {
    /** An invocation of the function begins. */
    INVOKE,
    /** The execution environment ends. */
    SHUTDOWN
}
