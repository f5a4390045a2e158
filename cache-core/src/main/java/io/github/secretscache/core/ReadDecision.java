package io.github.secretscache.core;

/** What a read of an entry gets. */
enum ReadDecision {
    /** The value. */
    FRESH,
    /** The old value; nothing is fetched, because the last fetch failed a moment ago. */
    STALE,
    /** The old value, and a refresh starts in the background. */
    STALE_AND_DUE,
    /** The result of a fetch; the old value if the fetch fails for a transient reason or is not quick. */
    WAIT_BRIEFLY,
    /** The result of a fetch. */
    WAIT,
    /** The remembered error. */
    REFUSE;

    /** Whether a fetch is called for. */
    boolean isDue() {
        return this == STALE_AND_DUE || this == WAIT_BRIEFLY || this == WAIT;
    }
}
