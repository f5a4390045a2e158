package io.github.secretscache.http;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts the refused requests and logs them: for each kind at most one line a minute, with the number of requests that it
 * represents. A line has the path, but nothing from a header or a query. Thread-safe.
 */
final class Refusals {
    private static final Duration QUIET = Duration.ofMinutes(1);

    /** The refusals that a program that reads its own secrets gets only if something is misconfigured. */
    private static final Set<ErrorCode> REFUSALS = Set.of(
            ErrorCode.FORWARDED,
            ErrorCode.HOST_REFUSED,
            ErrorCode.ORIGIN_REFUSED,
            ErrorCode.TOKEN_REFUSED,
            ErrorCode.NAME_NOT_ALLOWED,
            ErrorCode.OPERATION_NOT_FORWARDED,
            ErrorCode.TOO_MANY_CONNECTIONS);

    /** The codes whose message may quote a header, a query or a body: only code and path are logged. */
    private static final Set<ErrorCode> QUOTING = Set.of(ErrorCode.ORIGIN_REFUSED, ErrorCode.NAME_NOT_ALLOWED);

    /** The refusals of one kind since its last line. */
    private static final class Kind {
        private Instant quietUntil = Instant.MIN;
        private long unsaid;
    }

    private final InstantSource clock;
    private final LogThread log;
    private final Map<ErrorCode, Long> counts = new EnumMap<>(ErrorCode.class);
    private final Map<String, Kind> kinds = new HashMap<>();

    Refusals(InstantSource clock, LogThread log) {
        this.clock = clock;
        this.log = log;
        REFUSALS.forEach(code -> counts.put(code, 0L));
    }

    /** Notes a request that is answered with an error, if that is a refusal. */
    synchronized void note(RequestException refusal, String path) {
        ErrorCode code = refusal.code();
        if (!REFUSALS.contains(code)) {
            return;
        }
        counts.merge(code, 1L, Long::sum);
        // A missing token and a wrong token are two kinds; all names that are not allowed are one kind.
        String kind = code == ErrorCode.TOKEN_REFUSED ? String.valueOf(refusal.getMessage()) : code.code();
        Kind known = kinds.computeIfAbsent(kind, first -> new Kind());
        Instant now = clock.instant();
        if (now.isBefore(known.quietUntil)) {
            known.unsaid++;
            return;
        }
        String others = known.unsaid == 0 ? "" : ", and " + known.unsaid + " more since the last such line";
        known.quietUntil = now.plus(QUIET);
        known.unsaid = 0;
        String reason = QUOTING.contains(code) ? "" : ": " + refusal.getMessage();
        String line = "a request was refused (" + code.code() + ", path " + Excerpt.of(path) + others + ")" + reason;
        log.log(suffix -> System.getLogger(Refusals.class.getName()).log(Level.WARNING, line + suffix));
    }

    synchronized long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** {@return how many requests were refused for each reason, including zeros} */
    synchronized Map<ErrorCode, Long> counts() {
        return new EnumMap<>(counts);
    }
}
