package io.github.secretscache.core;

import java.util.Map;

/** Who hears of what became of a call, once, but for one that is given up and returns later. */
interface CallReceiver {
    /**
     * When a call returned.
     *
     * @param isInTime whether it had not been given up
     * @param counts whether a failure counts, or is that of a process that was frozen
     */
    record Timeliness(boolean isInTime, boolean counts) {}

    /** The source has answered. */
    void returned(SourceCall call, Map<SecretId, FetchOutcome> outcomes, Timeliness when);

    /**
     * It took too long.
     *
     * @param held whether that is held against the source, which it is not when the process was frozen meanwhile
     */
    void givenUp(SourceCall call, boolean held);

    /** There was no thread for it. */
    void notMade(SourceCall call);

    /** It was not made, for its way is probed now. */
    void dropped(SourceCall call);
}
