package io.github.secretscache.locallambda;

/** The body of a request, and whether it arrived whole and within the limit. */
final class ApiBody {

    /** Lambda's limit of a payload: 6 MiB and a little for the envelope. */
    static final int MAX_BYTES = 6 * 1024 * 1024 + 100;

    private final byte[] bytes;
    private final boolean truncated;
    private final boolean oversized;

    ApiBody(byte[] bytes, boolean truncated, boolean oversized) {
        this.bytes = bytes;
        this.truncated = truncated;
        this.oversized = oversized;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The client closed before it had sent what it announced. */
    boolean truncated() {
        return truncated;
    }

    /** There was more than {@link #MAX_BYTES}; the rest was read and dropped. */
    boolean oversized() {
        return oversized;
    }
}
