package io.github.secretscache.client;

import io.github.secretscache.client.ReadFailure.Kind;

/** What an error of the extension means to the caller, and what the caller can do; docs/protocol.md lists the codes. */
final class NativeFailures {
    private static final String STRANGER_FIX =
            "Is another server on this port? Set SECRETS_CACHE_PORT, for the extension"
                    + " and the function alike, to a free one.";

    private NativeFailures() {}

    static ReadFailure of(ReadRequest request, String address, Reply reply) {
        int status = reply.status();
        if (reply.hasType("application/problem+json")) {
            Problem problem = Problem.of(request, reply);
            Kind kind = kind(status, problem.code());
            return ReadFailure.of(
                            kind, request, address + " answered " + status + problem, fix(request, status, problem))
                    .retried(status == 429);
        }
        if (status == 503) {
            return ReadFailure.of(
                    Kind.UNAVAILABLE, request, address + " answered 503", "The extension shuts down; try again later.");
        }
        return stranger(request, address, "status " + status + " without a problem description");
    }

    /** An answer that the extension never gives. */
    static ReadFailure stranger(ReadRequest request, String address, String answer) {
        return ReadFailure.of(
                Kind.UNAVAILABLE,
                request,
                address + " answered " + answer + ", as Secrets Cache does not",
                STRANGER_FIX);
    }

    private static Kind kind(int status, String code) {
        if (isTooOld(code)) {
            return Kind.OTHER;
        }
        if (code.equals("decryption-failed")) {
            return Kind.ACCESS_DENIED; // the role or the key must change, as with a denial
        }
        return switch (status) {
            case 403 -> Kind.ACCESS_DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 429 -> Kind.UNAVAILABLE;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.OTHER;
        };
    }

    /** Every server of the client's own version has the path that the client asks for. */
    private static boolean isTooOld(String code) {
        return code.equals("path-not-found") || code.equals("parameter-store-not-served");
    }

    private static String fix(ReadRequest request, int status, Problem problem) {
        if (isTooOld(problem.code())) {
            return "The server is older than this client: attach the layer of the same version.";
        }
        return switch (problem.code()) {
            case "token-refused" -> ClientToken.FIX;
            case "name-not-allowed" -> "Add it to server.allow in the extension's config.yaml.";
            case "access-denied", "decryption-failed" ->
                "Allow " + problem.missingAction()
                        + " in the role of the function, and in the secret's or the key's policy.";
            case "scheduled-for-deletion" -> "Restore it in Secrets Manager, or read another.";
            case "too-many-connections" -> "Raise server.maxConnections, or read from fewer threads.";
            default -> fix(request, status);
        };
    }

    private static String fix(ReadRequest request, int status) {
        if (status == 404) {
            return request.kind().checks() + "; a secret with \"as:\" in config.yaml has that name here.";
        }
        return status >= 500 ? "Try again later; the log of the extension says more." : "Correct the request.";
    }
}
