package io.github.secretscache.extension.api;

import java.time.Instant;

/** Turns successful replies into values. Uses only the body, because Lambda's content types are not reliable. */
final class Replies {
    static final String EXTENSION_ID = "Lambda-Extension-Identifier";

    private Replies() {}

    /** The id, checked to be valid in a header. */
    static String extensionId(String call, HttpReply reply) {
        String id = reply.header(EXTENSION_ID);
        if (id == null) {
            throw unusable(call, reply, "header " + EXTENSION_ID + " is missing");
        }
        boolean legal = !id.isEmpty();
        for (int i = 0; legal && i < id.length(); i++) {
            legal = id.charAt(i) > ' ' && id.charAt(i) < 0x7f;
        }
        if (!legal) {
            throw unusable(call, reply, "header " + EXTENSION_ID + " is \"" + Printable.of(id) + "\"");
        }
        return id;
    }

    static Registration registration(String call, String extensionId, HttpReply reply) {
        try {
            JsonObject body = JsonObject.parse(reply.body());
            return new Registration(
                    extensionId,
                    body.string("functionName"),
                    body.string("functionVersion"),
                    body.string("handler"),
                    body.stringOrNull("accountId"));
        } catch (MalformedReplyException e) {
            throw CallFailure.unusable(call, reply, e);
        }
    }

    static ExtensionEvent event(String call, HttpReply reply) {
        try {
            JsonObject body = JsonObject.parse(reply.body());
            String type = body.string("eventType");
            return switch (type) {
                case "INVOKE" -> invoke(body);
                case "SHUTDOWN" -> shutdown(body);
                default -> new ExtensionEvent.Unknown(type);
            };
        } catch (MalformedReplyException e) {
            throw CallFailure.unusable(call, reply, e);
        }
    }

    private static ExtensionEvent invoke(JsonObject body) throws MalformedReplyException {
        JsonObject tracing = body.objectOrNull("tracing");
        return new ExtensionEvent.Invoke(
                body.string("requestId"),
                deadline(body),
                body.string("invokedFunctionArn"),
                tracing == null ? null : tracing.stringOrNull("value"));
    }

    private static ExtensionEvent shutdown(JsonObject body) throws MalformedReplyException {
        String reason = body.stringOrNull("shutdownReason");
        // An orderly end matters more than the reason.
        return new ExtensionEvent.Shutdown(reason == null ? "" : reason, deadline(body));
    }

    private static Instant deadline(JsonObject body) throws MalformedReplyException {
        return Instant.ofEpochMilli(body.integer("deadlineMs"));
    }

    private static ExtensionsApiException unusable(String call, HttpReply reply, String what) {
        return CallFailure.unusable(call, reply, new MalformedReplyException(what));
    }
}
