package io.github.secretscache.client;

import io.github.secretscache.client.ReadFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Asks the server for one secret, and retries if that can help, until there is an answer or the call's time is up. */
final class SecretReader {
    private static final String NOBODY_THERE_FIX = "On Lambda, attach the Secrets Cache layer; elsewhere start it as a"
            + " sidecar, or in a test use secrets-cache-client-testing or builder().fallback(...). SECRETS_CACHE_PORT sets"
            + " another port.";
    private static final String LATE_FIX = "Is the server overloaded, or can it not reach Secrets Manager? Its log says"
            + " more; builder().callTimeout(...) waits longer.";
    private static final String BROKEN_FIX =
            "Is another server on this port? Else the log of the server says more; try again later.";

    static final String INTERRUPTED = "the thread was interrupted while it waited";

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 500;

    private final LoopbackHttp transport;
    private final Protocol protocol;
    private final InstantSource clock;
    private final Pause pause;

    SecretReader(ClientSettings settings) {
        this.transport = new LoopbackHttp(settings);
        this.protocol = settings.server().isAws() ? new AwsProtocol(settings) : new NativeProtocol(settings);
        this.clock = settings.clock();
        this.pause = settings.pause();
    }

    /**
     * @param known the value kept from an earlier read, or null
     * @param limit how long it may take, including all attempts and pauses
     */
    ReadResult read(ReadRequest request, NearCache.@Nullable Held known, Duration limit) {
        TimeBudget budget = TimeBudget.of(limit, clock);
        RetryPauses pauses = new RetryPauses(pause, budget, FIRST_PAUSE_MILLIS, LAST_PAUSE_MILLIS);
        ReadResult answer = attempt(request, known, budget);
        while (answer instanceof ReadFailure failure && failure.retry() && pauses.pause()) {
            answer = attempt(request, known, budget);
        }
        return answer;
    }

    private ReadResult attempt(ReadRequest request, NearCache.@Nullable Held known, TimeBudget budget) {
        String target = protocol.target(request);
        String address = transport.address(target);
        try {
            // A refresh must answer with a value that was fetched for it, so it is not conditional.
            String etag = known == null || request.refresh() ? null : known.etag();
            Reply reply = transport.get(target, etag, budget);
            return protocol.read(request, address, reply, known == null ? null : known.secret());
        } catch (IOException e) {
            return failure(request, address, e);
        }
    }

    private ReadFailure failure(ReadRequest request, String address, IOException e) {
        if (e instanceof ConnectException) {
            return ReadFailure.of(Kind.NOBODY_THERE, request, "nothing listens at " + address, NOBODY_THERE_FIX)
                    .retried(protocol.mayStartLate())
                    .because(e);
        }
        if (e instanceof SocketTimeoutException) {
            return ReadFailure.of(Kind.UNAVAILABLE, request, address + " gave no whole answer in time", LATE_FIX)
                    .because(e);
        }
        boolean cut = e instanceof SocketException || e instanceof EOFException;
        if (cut && Thread.currentThread().isInterrupted()) { // an interrupt closes the socket of a virtual thread
            return ReadFailure.of(Kind.UNAVAILABLE, request, INTERRUPTED, "Try again.")
                    .because(e);
        }
        String happened = cut ? " cut the connection" : " gave an answer that cannot be read";
        return ReadFailure.of(Kind.UNAVAILABLE, request, address + happened + " (" + e.getMessage() + ")", BROKEN_FIX)
                .retried(cut)
                .because(e);
    }
}
