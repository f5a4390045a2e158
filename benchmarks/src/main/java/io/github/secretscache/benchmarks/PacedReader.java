package io.github.secretscache.benchmarks;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Reads one secret again and again at a steady pace on a kept connection. */
final class PacedReader implements Closeable {
    private static final Duration PACE = Duration.ofMillis(2);
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] REQUEST =
            ("GET /cache/" + Stage.FIRST + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final Samples micros = new Samples();

    PacedReader(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** {@return p50, p99 and the longest in microseconds, and the number of reads} */
    String read(Duration duration) throws IOException {
        long end = System.nanoTime() + duration.toNanos();
        for (long begin = System.nanoTime(); begin < end; begin = System.nanoTime()) {
            socket.getOutputStream().write(REQUEST);
            receive();
            micros.add((System.nanoTime() - begin) / 1e3);
            LockSupport.parkNanos(PACE.toNanos());
        }
        return String.format(
                Locale.ROOT, "%.0f %.0f %.0f %d", micros.median(), micros.percentile(99), micros.max(), micros.count());
    }

    private void receive() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new EOFException("the server closed the reader's connection");
            }
            length += read;
            String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end >= 0 && length >= end + 4 + Frontend.VALUE.length()) {
                if (!text.startsWith("HTTP/1.1 200 ")) {
                    throw new IOException("answered with " + text.substring(0, text.indexOf("\r\n")));
                }
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
