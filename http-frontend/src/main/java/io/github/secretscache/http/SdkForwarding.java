package io.github.secretscache.http;

import io.github.secretscache.core.AwsForwarder;
import io.github.secretscache.core.ForwardedCall;
import io.github.secretscache.core.ForwardedCall.Service;
import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretsCache;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Forwards calls that the cache does not answer itself: one attempt, signed with the credentials of this process; the
 * reply is passed on unchanged. After a write, whatever is held of the secret is fetched anew before the reply is
 * passed on, so that the writer reads what it wrote.
 */
final class SdkForwarding {
    private final Semaphore places = new Semaphore(LoopbackServer.MAX_FORWARDED);

    /**
     * Makes a call for an admitted client.
     *
     * @throws RequestException if calls of this operation, or with these names, are not forwarded
     */
    void call(ReaderRequest request, SdkTarget target, Served served) {
        AwsForwarder forwarder = served.options().forwarder(target.operation());
        if (forwarder == null) {
            throw new RequestException(
                    ErrorCode.OPERATION_NOT_FORWARDED,
                    "The secrets cache does not forward " + target.operation()
                            + ": outside Lambda server.forward lists the operations that it does. A client that needs"
                            + " it is pointed at the service itself.");
        }
        SdkInput input = SdkInput.parse(request.body());
        List<String> names = namesIn(input);
        requireAllowed(target, input, names, served);
        ForwardedCall call = call(request, target);
        if (!places.tryAcquire()) {
            throw new SecretFetchException(
                    Reason.BUSY,
                    target.operation() + " was not forwarded: " + LoopbackServer.MAX_FORWARDED
                            + " forwarded calls are in flight, as many as may be; try again",
                    null);
        }
        ForwardedStream stream =
                new ForwardedStream(request.exchange(), request.threads().forwarding(), places::release);
        request.awaitTask(request.threads().forwarding(), () -> forwarder.forward(call), reply -> {
            stream.take(reply);
            if (target.isRead() || reply.status() >= StatusCodes.BAD_REQUEST) {
                stream.start();
            } else {
                request.await(refreshed(target, names, served.cache()), done -> stream.start());
            }
        });
    }

    private static ForwardedCall call(ReaderRequest request, SdkTarget target) {
        String region = SdkCredentialScope.regionOf(request.header(Headers.AUTHORIZATION));
        try {
            return new ForwardedCall(target.service(), target.operation(), region, ByteBuffer.wrap(request.body()));
        } catch (IllegalArgumentException e) {
            throw RequestException.validation(String.valueOf(e.getMessage()));
        }
    }

    private static List<String> namesIn(SdkInput input) {
        List<String> names = new ArrayList<>();
        for (String member : List.of("SecretId", "Name")) {
            String name = input.text(member);
            if (name != null) {
                names.add(name);
            }
        }
        for (String member : List.of("SecretIdList", "Names")) {
            List<String> list = input.list(member);
            if (list != null) {
                names.addAll(list);
            }
        }
        return names;
    }

    /** A filter, a path or a list may return secrets that are not allowed. */
    private static void requireAllowed(SdkTarget target, SdkInput input, List<String> names, Served served) {
        if (!served.options().hasAllowList()) {
            return;
        }
        if (names.isEmpty() || input.isFiltered() || input.text("Path") != null) {
            throw new RequestException(
                    ErrorCode.NAME_NOT_ALLOWED,
                    "There is a list of allowed names (server.allow), so " + target.operation()
                            + " is forwarded only when it names what it is about, and nothing by filter, path or list.");
        }
        String kind = target.service() == Service.PARAMETER_STORE ? AllowList.PARAMETER : "";
        names.forEach(name -> served.access().requireAllowed(kind + name));
    }

    private static CompletableFuture<Void> refreshed(SdkTarget target, List<String> names, SecretsCache cache) {
        boolean parameters = target.service() == Service.PARAMETER_STORE;
        List<CompletableFuture<Void>> refreshed = new ArrayList<>();
        for (String name : names) {
            try {
                refreshed.add(cache.refreshHeld(parameters ? SecretId.parameter(name) : SecretId.of(name)));
            } catch (IllegalArgumentException e) {
                // No entry has a name that no secret can have.
            }
        }
        return CompletableFuture.allOf(refreshed.toArray(CompletableFuture[]::new));
    }
}
