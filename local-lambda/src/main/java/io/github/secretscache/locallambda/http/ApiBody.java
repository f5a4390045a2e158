package io.github.secretscache.locallambda.http;

import java.nio.charset.StandardCharsets;

/** The body of a request, and whether it arrived completely and within the limit. */
public final class ApiBody {

    /** Lambda's limit of a payload: 6 MiB and a little for the envelope. */
    public static final int MAX_BYTES = 6 * 1024 * 1024 + 100;

    private final byte[] bytes;
    private final boolean truncated;
    private final boolean oversized;

    ApiBody(byte[] bytes, boolean truncated, boolean oversized) {
        this.bytes = bytes;
        this.truncated = truncated;
        this.oversized = oversized;
    }

    public byte[] bytes() {
        return bytes;
    }

    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The client closed the connection before it had sent the whole body. */
    public boolean truncated() {
        return truncated;
    }

    /** There was more than {@link #MAX_BYTES}; the rest was read and dropped. */
    public boolean oversized() {
        return oversized;
    }
}
