package io.github.secretscache.http;

/** A required port cannot be bound; the message names it and the setting that changes it. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int port;

    PortUnavailableException(int port, Throwable cause) {
        super(
                "port " + port + " on loopback cannot be bound (" + cause.getMessage()
                        + "): another process listens there; set SECRETS_CACHE_PORT to a free port",
                cause);
        this.port = port;
    }

    /** {@return the port} */
    public int port() {
        return port;
    }
}
