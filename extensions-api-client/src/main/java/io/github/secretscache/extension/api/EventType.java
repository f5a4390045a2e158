package io.github.secretscache.extension.api;

/** The events that an extension can register for. */
public enum EventType {
    /** An invocation of the function begins. Lambda Managed Instances refuse it. */
    INVOKE,
    /** The execution environment ends. Without it an extension is killed without notice. */
    SHUTDOWN
}
