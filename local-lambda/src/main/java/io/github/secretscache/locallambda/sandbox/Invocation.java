package io.github.secretscache.locallambda.sandbox;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One call of the function, on its way through a sandbox. Mutable parts only inside the sandbox's {@link Monitor}. */
public final class Invocation {

    private final InvocationRequest request;
    private final String requestId = UUID.randomUUID().toString();
    private final WallDeadline deadline;
    private @Nullable Answer answer;

    Invocation(InvocationRequest request, WallDeadline deadline) {
        this.request = request;
        this.deadline = deadline;
    }

    public InvocationRequest request() {
        return request;
    }

    public String requestId() {
        return requestId;
    }

    /** The function's timeout. */
    public WallDeadline deadline() {
        return deadline;
    }

    /** The runtime's answer; the first counts. */
    void answer(Answer given) {
        if (answer == null) {
            answer = given;
        }
    }

    @Nullable
    public Answer answer() {
        return answer;
    }

    /**
     * What the caller gets.
     *
     * @param functionError whether it is an error
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(byte[] body, boolean functionError) {}
}
