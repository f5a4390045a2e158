package io.github.secretscache.client;

import io.github.secretscache.client.Answer.Failure;
import io.github.secretscache.client.Answer.Kind;

/** What an error of the extension means to the caller, and what the caller can do. */
final class NativeFailures {
    private NativeFailures() {}

    static Failure of(SecretRequest request, String address, Reply reply) {
        int status = reply.status();
        if (!reply.hasType("application/problem+json")) {
            return NativeProtocol.stranger(request, address, "status " + status + " without a problem description");
        }
        Problem problem = Problem.of(reply);
        Kind kind = kind(status);
        String message = "Secret \"" + request.name() + "\" " + predicate(kind) + ": " + address + " answered " + status
                + problem + ". " + advice(status);
        return new Failure(kind, status == 429, request.name(), message, null);
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 403 -> Kind.ACCESS_DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 429 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
    }

    private static String predicate(Kind kind) {
        return switch (kind) {
            case NOT_FOUND -> "was not found";
            case ACCESS_DENIED -> "may not be read";
            case UNAVAILABLE, NOBODY_THERE -> "is not available";
            case OTHER -> "cannot be read";
        };
    }

    private static String advice(int status) {
        return switch (status) {
            case 403 ->
                "Allow secretsmanager:GetSecretValue (and kms:Decrypt for a key of your own) in the function's role; if it"
                        + " is the token, give function and extension the same one.";
            case 404 ->
                "Check its name, stage, account and region; a secret with \"as:\" in config.yaml has that name here.";
            case 429 -> "Too many connections are open; raise server.maxConnections or read from fewer threads.";
            default ->
                status >= 500
                        ? "Try again later; the log of the extension says more."
                        : "Check the name and the version stage.";
        };
    }
}
