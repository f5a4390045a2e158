package io.github.secretscache.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;

/** Binds a port on 127.0.0.1 and, if the machine has it, on ::1, because Node.js takes {@code localhost} for either. */
final class PortBinder {
    private static final InetAddress IPV4 = address(127, 0, 0, 1);
    private static final InetAddress IPV6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    /** How many free ports of 127.0.0.1 are tried until one is free on ::1 too. */
    private static final int ATTEMPTS = 20;

    /** How often a busy port is tried again: for a second, because a predecessor that is about to end may hold it. */
    private static final int PATIENCE = 20;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final LoopbackServer server;

    PortBinder(LoopbackServer server) {
        this.server = server;
    }

    /**
     * Binds both addresses, or none; tries for a second while they are busy.
     *
     * @param port the port, or 0 for one that is free on both
     * @return the port
     * @throws IOException if it stays busy on either address
     */
    int bindPatiently(int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return bind(port);
            } catch (IOException e) {
                if (attempt > PATIENCE || !paused()) {
                    throw e;
                }
            }
        }
    }

    private static boolean paused() {
        try {
            Thread.sleep(PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Binds both addresses, or none.
     *
     * @param port the port, or 0 for one that is free on both
     * @return the port
     * @throws IOException if it is busy on either address
     */
    int bind(int port) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int bound = server.listen(new InetSocketAddress(IPV4, port));
            try {
                server.listen(new InetSocketAddress(IPV6, bound));
                return bound;
            } catch (IOException | UnsupportedAddressTypeException e) {
                if (!hasIpv6Loopback()) {
                    return bound;
                }
                server.unlisten();
                if (port != 0 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Called only if binding failed: listing the interfaces takes time, which every start would pay. */
    private static boolean hasIpv6Loopback() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(IPV6, 0));
            return true;
        } catch (IOException | UnsupportedAddressTypeException e) {
            return false;
        }
    }

    private static InetAddress address(int... parts) {
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) parts[i];
        }
        try {
            return InetAddress.getByAddress("localhost", bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes make an address", e);
        }
    }
}
