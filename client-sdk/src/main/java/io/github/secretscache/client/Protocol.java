package io.github.secretscache.client;

import org.jspecify.annotations.Nullable;

/** An HTTP protocol: how to ask for a secret, and what an answer means. */
interface Protocol {
    /** {@return path and query of the request, percent-encoded} */
    String target(ReadRequest request);

    /**
     * {@return what the server's reply means}
     *
     * @param address the address of the request, for messages
     * @param known the kept secret whose ETag was sent, or null
     */
    ReadResult read(ReadRequest request, String address, Reply reply, @Nullable Secret known);

    /** {@return whether a server of this protocol may come up later than the function} */
    boolean mayStartLate();
}
