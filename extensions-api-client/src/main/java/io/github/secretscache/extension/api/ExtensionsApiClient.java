package io.github.secretscache.extension.api;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A client of the AWS Lambda Extensions API, for one external extension.
 *
 * <p>The life of an extension: {@link #register}; {@link #next} again and again, until it returns {@link
 * ExtensionEvent.Shutdown}; exit with status 0. When something fails after {@code register}: {@link #initError} if
 * {@code next} was never called, else {@link #exitError}; then exit with a non-zero status, because a report alone does
 * not end anything, and Lambda would wait for the process until its time limit.
 *
 * <p>A request is sent once and never again, directly and never through a proxy, whatever the system properties say.
 * {@code next} waits without limit, also across freezes of the sandbox; every other call is limited: 1 s to connect,
 * 10 s for {@code register}, 1 s for an error report.
 *
 * <p>Thread-safety: {@code register} and {@code next} are for one thread at a time; an error report may come from any
 * thread, also while {@code next} is waiting in another.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html">Extensions API reference</a>
 */
public final class ExtensionsApiClient {
    private static final String PATH = "/2020-01-01/extension/";
    private static final int MAX_ERROR_TYPE_LENGTH = 128;

    private final RuntimeApiAddress address;
    private final ApiTimeouts timeouts;
    private final ApiTransport transport;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile @Nullable String extensionId;

    /** The phase of the extension's life. */
    private enum Phase {
        NEW,
        REGISTERING,
        REGISTERED,
        WAITING,
        OVER
    }

    private ExtensionsApiClient(RuntimeApiAddress address, ApiTimeouts timeouts, InstantSource clock) {
        this.address = address;
        this.timeouts = timeouts;
        this.transport = new ApiTransport(address, timeouts, clock);
    }

    /**
     * A client of the API at an address. Nothing is sent, and no name is looked up, before the first call.
     *
     * @param runtimeApi {@code host:port}, as in the environment variable {@code AWS_LAMBDA_RUNTIME_API}; an IPv6 address
     *     in brackets
     * @return the client
     * @throws IllegalArgumentException if it is not {@code host:port}
     */
    public static ExtensionsApiClient create(String runtimeApi) {
        return create(runtimeApi, ApiTimeouts.DEFAULT, InstantSource.system());
    }

    static ExtensionsApiClient create(String runtimeApi, ApiTimeouts timeouts, InstantSource clock) {
        return new ExtensionsApiClient(RuntimeApiAddress.parse(runtimeApi), timeouts, clock);
    }

    /**
     * Registers the extension. Lambda starts the function when every extension has registered, so anything that the
     * function needs, such as an open port, must be ready before. The call also asks for the account's id.
     *
     * <p>A refused register may be corrected and retried.
     *
     * @param extensionName the exact file name in {@code /opt/extensions}, without the folder
     * @param events the events to register for; should always contain {@link EventType#SHUTDOWN}: without it the
     *     process is killed without notice, and a wrong name is not detected but stalls the function's init until its
     *     time limit
     * @return Lambda's answer
     * @throws ExtensionsApiException if it was refused or could not be made; the usual cause and fix are in the message
     * @throws IllegalArgumentException if the name is empty, holds a {@code /} or a control character, or begins or ends
     *     with a space
     * @throws IllegalStateException if it has registered already
     */
    public Registration register(String extensionName, Set<EventType> events) {
        if (extensionName.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "extensionName must be a file name without folders; it is \"" + Printable.of(extensionName) + "\"");
        }
        byte[] request = new HttpRequest("POST", PATH + "register", address)
                .header("Lambda-Extension-Name", extensionName)
                .header("Lambda-Extension-Accept-Feature", "accountId")
                .withJson(RequestBodies.register(events));
        if (!phase.compareAndSet(Phase.NEW, Phase.REGISTERING)) {
            throw new IllegalStateException("register: the extension has registered already, or is about to");
        }
        String call = "register of \"".concat(Printable.of(extensionName)).concat("\"");
        Phase then = Phase.NEW;
        try {
            HttpReply reply = overShared(call, request, timeouts.registerMillis());
            String id = Replies.extensionId(call, reply);
            extensionId = id;
            // For Lambda the extension is registered from here on, so an unusable reply can be reported.
            then = Phase.OVER;
            Registration registration = Replies.registration(call, id, reply);
            then = Phase.REGISTERED;
            return registration;
        } finally {
            phase.set(then);
        }
    }

    /**
     * Tells Lambda that the extension is ready, or done with the last event, and waits without limit for the next one.
     *
     * <p>Its failure is final, because Lambda may still hold the broken call and refuses a second one: report {@link
     * #exitError} and exit. This client sends no other {@code next} after that, nor after a {@link
     * ExtensionEvent.Shutdown} or an error report.
     *
     * @return the event; on {@link ExtensionEvent.Unknown}, call {@code next} again
     * @throws ExtensionsApiException if it was refused, the connection broke, or the event is incomplete
     * @throws IllegalStateException if the extension has not registered, if another thread is waiting in {@code next}, or
     *     if no {@code next} may follow any more
     */
    public ExtensionEvent next() {
        byte[] request = new HttpRequest("GET", PATH + "event/next", address)
                .header(Replies.EXTENSION_ID, registeredId("next"))
                .withoutBody();
        if (!phase.compareAndSet(Phase.REGISTERED, Phase.WAITING)) {
            throw new IllegalStateException(
                    phase.get() == Phase.WAITING
                            ? "next: another thread is waiting in it, and Lambda allows one"
                            : "next: it failed before, SHUTDOWN has come or an error was reported; nothing is left but"
                                    + " to exit");
        }
        Phase then = Phase.OVER;
        try {
            ExtensionEvent event = Replies.event("next", overShared("next", request, HttpConnection.NO_LIMIT));
            if (event instanceof ExtensionEvent.Shutdown) {
                transport.close();
            } else {
                then = Phase.REGISTERED;
            }
            return event;
        } finally {
            // Unless another thread has reported an error meanwhile, after which nothing may follow.
            phase.compareAndSet(Phase.WAITING, then);
        }
    }

    /**
     * Reports that the extension cannot start. Lambda accepts it between {@code register} and the first {@code next} only.
     * The process must exit with a non-zero status right after, also when this fails.
     *
     * @param errorType {@code Extension.SomeReason}: 1 to 128 letters, digits, dots, hyphens and underscores
     * @param message what is wrong, of which the first 4,096 characters are sent; Lambda does not show it anywhere, so
     *     log it too
     * @throws ExtensionsApiException if it was refused or could not be made within 2 s
     * @throws IllegalArgumentException if the error type is none
     * @throws IllegalStateException if the extension has not registered
     */
    public void initError(String errorType, String message) {
        report("init/error", errorType, message);
    }

    /**
     * Reports that the extension cannot go on. The process must exit with a non-zero status right after, also when this
     * fails.
     *
     * @param errorType {@code Extension.SomeReason}: 1 to 128 letters, digits, dots, hyphens and underscores
     * @param message what is wrong, of which the first 4,096 characters are sent; Lambda does not show it anywhere, so
     *     log it too
     * @throws ExtensionsApiException if it was refused or could not be made within 2 s
     * @throws IllegalArgumentException if the error type is none
     * @throws IllegalStateException if the extension has not registered
     */
    public void exitError(String errorType, String message) {
        report("exit/error", errorType, message);
    }

    private void report(String call, String errorType, String message) {
        byte[] request = new HttpRequest("POST", PATH + call, address)
                .header(Replies.EXTENSION_ID, registeredId(call))
                .header("Lambda-Extension-Function-Error-Type", checkErrorType(errorType))
                .withJson(RequestBodies.error(errorType, message));
        phase.set(Phase.OVER);
        try {
            requireSuccess(call, transport.exchangeOnOwn(request, timeouts.reportMillis()));
        } catch (IOException e) {
            throw CallFailure.broken(call, address, e);
        }
    }

    private HttpReply overShared(String call, byte[] request, int limitMillis) {
        try {
            return requireSuccess(call, transport.exchangeOnShared(request, limitMillis));
        } catch (IOException e) {
            throw CallFailure.broken(call, address, e);
        }
    }

    private static HttpReply requireSuccess(String call, HttpReply reply) {
        if (!reply.isSuccess()) {
            throw CallFailure.refused(call, reply);
        }
        return reply;
    }

    private String registeredId(String call) {
        String id = extensionId;
        if (id == null) {
            throw new IllegalStateException(call + ": the extension has not registered");
        }
        return id;
    }

    private static String checkErrorType(String errorType) {
        boolean legal = !errorType.isEmpty() && errorType.length() <= MAX_ERROR_TYPE_LENGTH;
        for (int i = 0; legal && i < errorType.length(); i++) {
            char c = errorType.charAt(i);
            legal = c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_');
        }
        if (!legal) {
            throw new IllegalArgumentException("errorType must be 1 to " + MAX_ERROR_TYPE_LENGTH
                    + " letters, digits, dots, hyphens and underscores; it is \"" + Printable.of(errorType) + "\"");
        }
        return errorType;
    }
}
