package io.github.secretscache.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a source, and makes sense of whatever it does. */
final class Asking {
    private Asking() {}

    /**
     * Fetches the keys of some flights.
     *
     * @return an outcome for each key, but for those the source said nothing of; never throws
     */
    static Map<SecretId, FetchOutcome> ask(SecretSource source, List<Flight> flights) {
        if (flights.size() == 1) {
            SecretId id = flights.get(0).id();
            FetchOutcome outcome = one(source, id);
            return outcome == null ? Map.of() : Map.of(id, outcome);
        }
        return several(source, flights.stream().map(Flight::id).toList());
    }

    /** The outcome for one key, or {@code null} if the source returned that. */
    // A source is foreign code: even an Error must not leave readers waiting.
    @SuppressWarnings({"NullAway", "ConstantValue"})
    static @Nullable FetchOutcome one(SecretSource source, SecretId id) {
        try {
            SecretValue value = source.fetch(id);
            return value == null ? null : new FetchOutcome.Fetched(value);
        } catch (Throwable e) {
            return new FetchOutcome.Failed(Failures.of(id, e));
        }
    }

    @SuppressWarnings({"NullAway", "ConstantValue"})
    private static Map<SecretId, FetchOutcome> several(SecretSource source, List<SecretId> ids) {
        try {
            Map<SecretId, FetchOutcome> outcomes = source.fetchAll(ids);
            return outcomes == null ? Map.of() : new HashMap<>(outcomes);
        } catch (Throwable e) {
            Map<SecretId, FetchOutcome> failed = new HashMap<>();
            ids.forEach(id -> failed.put(id, new FetchOutcome.Failed(Failures.of(id, e))));
            return failed;
        }
    }
}
