package io.github.secretscache.extension.api;

import java.net.InetSocketAddress;

/**
 * Where the Extensions API listens, as in {@code AWS_LAMBDA_RUNTIME_API}.
 *
 * @param host a name, an IPv4 address or an IPv6 address without its brackets
 * @param port 1 to 65535
 */
record RuntimeApiAddress(String host, int port) {
    private static final int MAX_LENGTH = 300;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code host:port}. An accepted address is safe in a {@code Host} header.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static RuntimeApiAddress parse(String value) {
        int colon = value.lastIndexOf(':');
        if (colon <= 0 || value.length() > MAX_LENGTH) {
            throw refused(value);
        }
        String host = value.substring(0, colon);
        int port = port(value, colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (host.indexOf(':') < 0 || !consistsOf(host, true)) {
                throw refused(value);
            }
        } else if (!consistsOf(host, false)) {
            throw refused(value);
        }
        return new RuntimeApiAddress(host, port);
    }

    /** Resolves the name, if it is one; called only when needed. */
    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /** {@return {@code host:port}, an IPv6 address in brackets} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(host.length() + 8);
        if (host.indexOf(':') >= 0) {
            text.append('[').append(host).append(']');
        } else {
            text.append(host);
        }
        return text.append(':').append(port).toString();
    }

    private static int port(String value, int from) {
        int port = 0;
        for (int i = from; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || port > MAX_PORT) {
                throw refused(value);
            }
            port = port * 10 + digit;
        }
        if (port == 0 || port > MAX_PORT) {
            throw refused(value);
        }
        return port;
    }

    private static boolean consistsOf(String host, boolean ipv6) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            boolean letter = hex || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z');
            boolean allowed = ipv6 ? hex || c == ':' || c == '.' : letter || c == '.' || c == '-' || c == '_';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException refused(String value) {
        return new IllegalArgumentException("AWS_LAMBDA_RUNTIME_API must be host:port without scheme or path, an IPv6"
                + " address in brackets, such as 169.254.100.1:9001 or [::1]:9001; it is \"" + Printable.of(value)
                + "\". Lambda sets it for every extension: outside Lambda there is no Extensions API to call");
    }
}
