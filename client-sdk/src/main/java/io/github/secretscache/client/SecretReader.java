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
    private static final String NOBODY_THERE_FIX = "On Lambda, attach the Secrets Cache layer; elsewhere start it as a"
            + " sidecar, or in a test use secrets-cache-client-testing or builder().fallback(...). SECRETS_CACHE_PORT sets"
            + " another port.";
    private static final String LATE_FIX = "Is the server overloaded, or Secrets Manager out of its reach? Its log says"
            + " more; builder().callTimeout(...) waits longer.";
    private static final String BROKEN_FIX =
            "Is another server on this port? Else the log of the server says more; try again later.";

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 500;

    private final HttpTransport transport;
    private final Protocol protocol;
    private final Duration callTimeout;
    private final InstantSource clock;
    private final Pause pause;

    SecretReader(ClientSettings settings, Pause pause) {
        this.transport = new HttpTransport(settings);
        this.protocol =
                settings.server().isAws() ? new AwsProtocol(settings.clock()) : new NativeProtocol(settings.clock());
        this.callTimeout = settings.callTimeout();
        this.clock = settings.clock();
        this.pause = pause;
    }

    /** @param known what is kept of an earlier read, or null */
    Answer read(SecretRequest request, NearCache.@Nullable Held known) {
        Deadline deadline = Deadline.after(callTimeout, clock);
        Backoff backoff = new Backoff(pause, deadline, FIRST_PAUSE_MILLIS, LAST_PAUSE_MILLIS);
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
        if (e instanceof ConnectException) {
            return Failure.of(Kind.NOBODY_THERE, request, "nothing listens at " + address, NOBODY_THERE_FIX)
                    .retried(protocol.mayStartLate())
                    .because(e);
        }
        if (e instanceof SocketTimeoutException) {
            return Failure.of(Kind.UNAVAILABLE, request, address + " gave no whole answer in time", LATE_FIX)
                    .because(e);
        }
        boolean cut = e instanceof SocketException || e instanceof EOFException;
        String happened = cut ? " cut the connection" : " gave an answer that cannot be read";
        return Failure.of(Kind.UNAVAILABLE, request, address + happened + " (" + e.getMessage() + ")", BROKEN_FIX)
                .retried(cut)
                .because(e);
    }
}
