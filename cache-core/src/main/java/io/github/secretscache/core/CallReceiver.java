package io.github.secretscache.core;

import java.util.Map;

/** Gets the result of a call: once, except if the call is given up and returns later. */
interface CallReceiver {
    /**
     * When a call returned.
     *
     * @param isInTime whether it had not been given up
     * @param counts whether a failure counts, or was caused by a freeze of the process
     */
    record Timeliness(boolean isInTime, boolean counts) {}

    /** The source has answered. */
    void returned(SourceCall call, Map<SecretId, FetchOutcome> outcomes, Timeliness when);

    /**
     * It took too long.
     *
     * @param held whether that counts against the source; it does not if the process was frozen meanwhile
     */
    void givenUp(SourceCall call, boolean held);

    /** There was no thread for it. */
    void notMade(SourceCall call);

    /** It was not made, because it waited for so long that no read waits for it any more. */
    void forgotten(SourceCall call);

    /** It was not made, because its route is being probed. */
    void dropped(SourceCall call);
}
