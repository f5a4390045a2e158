package io.github.secretscache.extension.api;

/** What an extension can ask to be told of. */
public enum EventType {
    /** An invocation of the function begins. Lambda Managed Instances refuse it. */
    INVOKE,
    /** The execution environment ends. Without it an extension is killed without notice. */
    SHUTDOWN
}
