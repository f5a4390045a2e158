package io.github.secretscache.locallambda;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One call of the function, on its way through a sandbox. Mutable parts only inside the sandbox's {@link Monitor}. */
final class Invocation {

    private final InvocationRequest request;
    private final String requestId = UUID.randomUUID().toString();
    private final Deadline deadline;
    private @Nullable Answer answer;

    Invocation(InvocationRequest request, Deadline deadline) {
        this.request = request;
        this.deadline = deadline;
    }

    InvocationRequest request() {
        return request;
    }

    String requestId() {
        return requestId;
    }

    /** The function's timeout. */
    Deadline deadline() {
        return deadline;
    }

    /** The runtime's answer; the first stands. */
    void answer(Answer given) {
        if (answer == null) {
            answer = given;
        }
    }

    @Nullable
    Answer answer() {
        return answer;
    }

    /**
     * What the caller gets.
     *
     * @param functionError whether it is an error
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(byte[] body, boolean functionError) {}
}
