package io.github.secretscache.extension.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the exceptions for a failed call, with the usual cause and fix. */
final class CallFailure {
    private static final int NO_REPLY = 0;
    private static final int NOT_FOUND = 404;

    private CallFailure() {}

    /** No complete reply arrived. */
    static ExtensionsApiException broken(String call, RuntimeApiAddress address, IOException cause) {
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new ExtensionsApiException(
                call + " failed (AWS_LAMBDA_RUNTIME_API is " + address + "): " + reason, NO_REPLY, null, cause);
    }

    /** The reply reports success, but is unusable. */
    static ExtensionsApiException unusable(String call, HttpReply reply, MalformedReplyException cause) {
        return new ExtensionsApiException(
                call + " got an unusable reply with HTTP " + reply.status() + ": " + cause.getMessage(),
                reply.status(),
                null,
                cause);
    }

    /** The reply reports a failure. */
    static ExtensionsApiException refused(String call, HttpReply reply) {
        String errorType = null;
        String errorMessage;
        try {
            JsonObject body = JsonObject.parse(reply.body());
            errorType = printable(body.stringOrNull("errorType"));
            errorMessage = printable(body.stringOrNull("errorMessage"));
        } catch (MalformedReplyException e) {
            // Some refusals are plain text, such as Go's 404.
            errorMessage = Printable.of(new String(reply.body(), StandardCharsets.UTF_8).strip());
        }
        StringBuilder message =
                new StringBuilder(call).append(" was refused: HTTP ").append(reply.status());
        appendIfPresent(message, " ", errorType);
        appendIfPresent(message, ": ", errorMessage);
        appendIfPresent(message, ". ", advice(reply.status(), errorType, errorMessage == null ? "" : errorMessage));
        return new ExtensionsApiException(message.toString(), reply.status(), errorType, null);
    }

    private static @Nullable String advice(int status, @Nullable String errorType, String errorMessage) {
        if (errorMessage.contains("ShutdownEventNotSupportedForInternalExtension")) {
            return "The name is not that of a file in /opt/extensions that Lambda started, so Lambda takes the caller for"
                    + " an internal extension. Register with the exact file name: same letter case, same suffix";
        }
        if (errorMessage.contains("INVOKE: ErrorInvalidEventType")) {
            return "Lambda Managed Instances do not send INVOKE: register for SHUTDOWN alone there";
        }
        if (errorMessage.contains("from Ready to Ready")) {
            return "Another next of this extension is still waiting; Lambda allows one";
        }
        if (status == NOT_FOUND) {
            return "No Extensions API is there: extensions are disabled, or AWS_LAMBDA_RUNTIME_API names another server";
        }
        return errorType == null ? null : adviceOn(errorType);
    }

    private static @Nullable String adviceOn(String errorType) {
        return switch (errorType) {
            case "Extension.RegistrationClosed" ->
                "Init is over, and Lambda started no file of this name from /opt/extensions";
            case "Extension.TooManyExtensions" -> "Take some extensions off the function";
            case "Extension.UnknownExtensionIdentifier" ->
                "Lambda has initialised the environment again: it does not know this process any more";
            case "Extension.InvalidExtensionState" ->
                "The call does not fit the extension's state: register comes once,"
                        + " init/error only before the first next, and nothing after an error report";
            default -> null;
        };
    }

    private static @Nullable String printable(@Nullable String text) {
        return text == null ? null : Printable.of(text);
    }

    private static void appendIfPresent(StringBuilder message, String separator, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            message.append(separator).append(text);
        }
    }
}
