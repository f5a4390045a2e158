package io.github.secretscache.extension.api;

import java.util.Set;

/** The Extensions API. One thread at a time. */
public final class ExtensionsApiClient {
    private ExtensionsApiClient() {}

    /**
     * A client of the API at an address.
     *
     * @param runtimeApi {@code host:port}, as in {@code AWS_LAMBDA_RUNTIME_API}
     * @return the client
     * @throws IllegalArgumentException if it is not {@code host:port}
     */
    public static ExtensionsApiClient create(String runtimeApi) {
        return new ExtensionsApiClient();
    }

    /**
     * Registers the extension. Lambda starts the function when every extension has.
     *
     * @param extensionName the file name in {@code /opt/extensions}
     * @param events what to be told of; should always hold {@link EventType#SHUTDOWN}
     * @return what Lambda answered
     * @throws ExtensionsApiException if it was refused or could not be made
     */
    public Registration register(String extensionName, Set<EventType> events) {
        throw new UnsupportedOperationException();
    }

    /**
     * Says that the extension is ready, or done with the last event, and waits without limit for the next one.
     *
     * @return the event
     * @throws ExtensionsApiException if it was refused or the connection broke; fatal: report {@link #exitError} and
     *     exit
     */
    public ExtensionEvent next() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reports that the extension cannot start. Only between {@code register} and the first {@code next}; the process
     * must exit with a non-zero status right after.
     *
     * @param errorType {@code Extension.SomeReason}
     * @param message what is wrong
     * @throws ExtensionsApiException if it was refused or could not be made
     */
    public void initError(String errorType, String message) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reports that the extension cannot go on. The process must exit with a non-zero status right after.
     *
     * @param errorType {@code Extension.SomeReason}
     * @param message what is wrong
     * @throws ExtensionsApiException if it was refused or could not be made
     */
    public void exitError(String errorType, String message) {
        throw new UnsupportedOperationException();
    }
}
