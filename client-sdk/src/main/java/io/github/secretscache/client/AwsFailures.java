package io.github.secretscache.client;

import io.github.secretscache.client.ReadFailure.Kind;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an error of AWS's servers means to the caller. The extension has one text for all, the agent typed JSON. */
final class AwsFailures {
    private static final String NOT_READY = "not ready to serve traffic, please wait";
    private static final String UNEXPECTED = "an unexpected error occurred while executing request";

    private AwsFailures() {}

    static ReadFailure of(ReadRequest request, String address, Reply reply) {
        String body = text(reply);
        Map<String, @Nullable String> members = members(body);
        String type = members.get("__type");
        if (type != null) {
            String message = members.get("message");
            return typed(request, address + " answered " + reply.status(), Problem.oneLine(type), message);
        }
        String happened = address + " answered " + reply.status() + ": ";
        if (body.startsWith(NOT_READY)) {
            return ReadFailure.of(
                            Kind.UNAVAILABLE,
                            request,
                            happened + NOT_READY,
                            "The AWS extension serves from the first invocation on: read in the handler, not before it.")
                    .retried(true);
        }
        if (body.startsWith(UNEXPECTED)) {
            return ReadFailure.of(
                    Kind.OTHER,
                    request,
                    happened + UNEXPECTED,
                    "The AWS extension says this of a missing secret, a denied one and an outage alike; its log has the"
                            + " reason.");
        }
        return byStatus(request, address, reply.status());
    }

    /** An answer that AWS's servers never give. */
    static ReadFailure stranger(ReadRequest request, String address, String answer) {
        return ReadFailure.of(
                Kind.UNAVAILABLE,
                request,
                address + " answered " + answer + ", as AWS's extension and agent do not",
                "Is another server on this port? PARAMETERS_SECRETS_EXTENSION_HTTP_PORT sets it.");
    }

    private static ReadFailure typed(ReadRequest request, String answered, String type, @Nullable String message) {
        Kind kind = switch (type) {
            case "ResourceNotFoundException", "ParameterNotFound", "ParameterVersionNotFound" -> Kind.NOT_FOUND;
            case "AccessDeniedException", "DecryptionFailure", "InvalidKeyId" -> Kind.ACCESS_DENIED;
            case "InvalidRequestException", "InvalidParameterException" -> Kind.OTHER;
            default -> Kind.UNAVAILABLE;
        };
        String fix = switch (kind) {
            case NOT_FOUND -> request.kind().checks() + ".";
            case ACCESS_DENIED ->
                "Allow " + request.kind().readAction() + ", and kms:Decrypt for a key of your own, in the role of the"
                        + " function.";
            case UNAVAILABLE, NOBODY_THERE -> "Try again later; the log of the server says more.";
            case OTHER -> "Check name and stage, and that the secret is not marked for deletion.";
        };
        String detail = message == null || message.isEmpty() ? "" : ": " + Problem.oneLine(message);
        return ReadFailure.of(kind, request, answered + " (" + type + ")" + detail, fix);
    }

    private static ReadFailure byStatus(ReadRequest request, String address, int status) {
        String happened = address + " answered " + status;
        return switch (status) {
            case 400 ->
                ReadFailure.of(Kind.OTHER, request, happened, "Check name and stage; the log of the server says more.");
            case 403 -> ReadFailure.of(Kind.ACCESS_DENIED, request, happened, ClientToken.FIX);
            case 429 ->
                ReadFailure.of(Kind.UNAVAILABLE, request, happened, "Read from fewer threads.")
                        .retried(true);
            case 500, 502, 503, 504 ->
                ReadFailure.of(
                        Kind.UNAVAILABLE, request, happened, "Try again later; the log of the server says more.");
            default -> stranger(request, address, "status " + status);
        };
    }

    private static String text(Reply reply) {
        try {
            return reply.text();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    /** The members of a JSON error. Older agents do not escape the message, so the type is extracted by hand. */
    private static Map<String, @Nullable String> members(String body) {
        try {
            return JsonReader.members(body);
        } catch (MalformedJsonException e) {
            String start = "{\"__type\":\"";
            int end = body.indexOf('"', start.length());
            return body.startsWith(start) && end > 0 ? Map.of("__type", body.substring(start.length(), end)) : Map.of();
        }
    }
}
