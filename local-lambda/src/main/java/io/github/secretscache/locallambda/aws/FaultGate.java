package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.http.ApiReply;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Every call passes here: it is delayed, cut off or refused by the faults in force. */
final class FaultGate {

    private static final String CALLER = "arn:aws:sts::123456789012:assumed-role/local-lambda/function";

    private final Faults faults;
    private final CountDownLatch closed = new CountDownLatch(1);

    FaultGate(Faults faults) {
        this.faults = faults;
    }

    /** Returns what to do instead of answering, or throws the error to answer with; empty if no fault applies. */
    Optional<ApiReply> pass(String operation, Collection<String> ids, boolean batch) {
        pause(faults.takeDelay(operation, ids));
        Optional<Fault> failure = faults.takeForCall(operation, ids, batch);
        if (failure.isEmpty()) {
            return Optional.empty();
        }
        pause(failure.get().delay());
        return switch (failure.get().kind()) {
            case RESET -> Optional.of(ApiReply.RESET);
            case HANG -> Optional.of(ApiReply.HANG);
            case GARBAGE -> Optional.of(ApiReply.text(200, "text/html", "<html><body>It works!</body></html>"));
            default -> throw error(failure.get().kind(), operation, batch ? "*" : resource(ids));
        };
    }

    /** Throws the error of one entry of a batch. */
    void passEntry(String operation, Collection<String> ids) {
        faults.takeForEntry(operation, ids).ifPresent(fault -> {
            // An entry of Secrets Manager's batch needs the permission for GetSecretValue.
            String permission = operation.equals("BatchGetSecretValue") ? "GetSecretValue" : operation;
            throw error(fault.kind(), permission, resource(ids));
        });
    }

    /** Releases the delayed calls. */
    void close() {
        closed.countDown();
    }

    private void pause(Duration delay) {
        try {
            if (closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
                throw error(Fault.Kind.UNAVAILABLE, "", "");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String resource(Collection<String> ids) {
        return ids.isEmpty() ? "*" : ids.iterator().next();
    }

    private static ServiceException error(Fault.Kind kind, String operation, String resource) {
        return switch (kind) {
            case THROTTLE -> new ServiceException("ThrottlingException", 400, "Rate exceeded");
            case UNAVAILABLE ->
                new ServiceException("ServiceUnavailable", 503, "The service is temporarily unavailable.");
            case DENY -> new ServiceException("AccessDeniedException", 400, denied(operation, resource));
            case DECRYPTION_FAILURE ->
                operation.contains("Parameter")
                        ? new ServiceException("InvalidKeyId", 400, "The query key ID isn't valid.")
                        : new ServiceException(
                                "DecryptionFailure",
                                400,
                                "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
            case EXPIRED_TOKEN ->
                new ServiceException(
                        "ExpiredTokenException", 400, "The security token included in the request is expired");
            case LOSE -> operation.contains("Parameter") ? ParametersAccount.notFound() : ServiceException.notFound();
            default -> new ServiceException("InternalServiceError", 500, "An error occurred on the server side.");
        };
    }

    private static String denied(String operation, String resource) {
        String service =
                operation.equals("AssumeRole") ? "sts:" : operation.contains("Parameter") ? "ssm:" : "secretsmanager:";
        String action = service + operation;
        return "User: " + CALLER + " is not authorized to perform: " + action + " on resource: " + resource
                + " because no identity-based policy allows the " + action + " action";
    }
}
