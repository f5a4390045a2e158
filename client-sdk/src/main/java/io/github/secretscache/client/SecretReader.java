package io.github.secretscache.client;

import io.github.secretscache.client.Answer.Failure;
import io.github.secretscache.client.Answer.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Asks the server for one secret, again if that can help, until there is an answer or the call's time is up. */
final class SecretReader {
    private final HttpTransport transport;
    private final Protocol protocol;
    private final Duration callTimeout;
    private final InstantSource clock;
    private final Pause pause;

    SecretReader(ClientSettings settings, Protocol protocol, Pause pause) {
        this.transport = new HttpTransport(settings);
        this.protocol = protocol;
        this.callTimeout = settings.callTimeout();
        this.clock = settings.clock();
        this.pause = pause;
    }

    /** @param known what is kept of an earlier read, or null */
    Answer read(SecretRequest request, NearCache.@Nullable Held known) {
        Deadline deadline = Deadline.after(callTimeout, clock);
        Backoff backoff = new Backoff(pause, deadline);
        Answer answer = attempt(request, known, deadline);
        while (answer instanceof Failure failure && failure.retry() && backoff.pause()) {
            answer = attempt(request, known, deadline);
        }
        return answer;
    }

    private Answer attempt(SecretRequest request, NearCache.@Nullable Held known, Deadline deadline) {
        String target = protocol.target(request);
        String address = transport.address(target);
        try {
            // A refresh must answer with a value that was fetched for it, so it is not conditional.
            String etag = known == null || request.refresh() ? null : known.etag();
            Reply reply = transport.get(target, etag, deadline);
            return protocol.read(request, address, reply, known == null ? null : known.secret());
        } catch (IOException e) {
            return failure(request, address, e);
        }
    }

    private Failure failure(SecretRequest request, String address, IOException e) {
        String subject = "Secret \"" + request.name() + "\" is not available: ";
        if (e instanceof ConnectException) {
            String message = subject + "nothing listens at " + address
                    + ". On Lambda, attach the Secrets Cache layer; elsewhere start it as a sidecar, or in a test use"
                    + " secrets-cache-client-testing or builder().fallback(...). SECRETS_CACHE_PORT sets another port.";
            return new Failure(Kind.NOBODY_THERE, protocol.mayStartLate(), request.name(), message, e);
        }
        if (e instanceof SocketTimeoutException) {
            String message =
                    subject + address + " gave no whole answer in time. Is the extension overloaded, or Secrets"
                            + " Manager out of its reach? Its log says more; builder().callTimeout(...) waits longer.";
            return new Failure(Kind.UNAVAILABLE, false, request.name(), message, e);
        }
        boolean cut = e instanceof SocketException || e instanceof EOFException;
        String message = subject + address + (cut ? " cut the connection" : " gave an answer that cannot be read")
                + " (" + e.getMessage() + "). Is another server on this port? Else the log of the extension says more.";
        return new Failure(Kind.UNAVAILABLE, cut, request.name(), message, e);
    }
}
