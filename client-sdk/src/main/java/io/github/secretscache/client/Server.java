package io.github.secretscache.client;

import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The server on the same machine.
 *
 * @param endpoint its address: {@code http://}, a loopback host and a port
 * @param isAws whether it speaks the protocol of AWS's own servers instead of ours
 */
record Server(URI endpoint, boolean isAws) {
    private static final String PORT = "SECRETS_CACHE_PORT";
    private static final String AWS_PORT = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
    private static final int DEFAULT_PORT = 8080;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** {@return the server that the environment names: ours at its port, else AWS's at its port, else ours at 8080} */
    static Server from(UnaryOperator<@Nullable String> environment) {
        String port = environment.apply(PORT);
        if (port != null && !port.isEmpty()) {
            return at(port(PORT, port), false);
        }
        String awsPort = environment.apply(AWS_PORT);
        if (awsPort != null && !awsPort.isEmpty()) {
            return at(port(AWS_PORT, awsPort), true);
        }
        return at(DEFAULT_PORT, false);
    }

    /** {@return the server at an address, if a token may be sent to that address} */
    static Server of(String property, URI endpoint, boolean isAws) {
        boolean plain = "http".equals(endpoint.getScheme())
                && endpoint.getHost() != null
                && LOOPBACK.contains(endpoint.getHost())
                && endpoint.getPort() > 0
                && endpoint.getPort() < 65536
                && ("http://" + endpoint.getHost() + ":" + endpoint.getPort()).equals(endpoint.toString());
        if (!plain) {
            // Without a password that may stand before the host, with a slash in it too.
            String shown = endpoint.toString().replaceFirst("(://|:).*@", "$1...@");
            throw new IllegalArgumentException(property + " must be http://, localhost, 127.0.0.1 or [::1], and a port,"
                    + " such as http://127.0.0.1:8080, but is " + shown);
        }
        return new Server(endpoint, isAws);
    }

    private static Server at(int port, boolean isAws) {
        return new Server(URI.create("http://127.0.0.1:" + port), isAws);
    }

    private static int port(String name, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with a number out of range.
        }
        throw new IllegalArgumentException(
                "Environment variable " + name + " must be a port from 1 to 65535, but is \"" + value + "\"");
    }
}
