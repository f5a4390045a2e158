package io.github.secretscache.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One connection that sends what it is told, byte for byte, and reads replies. */
final class RawClient implements Closeable {
    /** A reply; header names in any case, several lines of one header joined. */
    record Reply(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.get(name);
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A reply as it came: the lines of its head, and its body. */
    record RawReply(List<String> head, byte[] body) {}

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    RawClient(String address, int port) throws IOException {
        this(new Socket(InetAddress.getByName(address), port));
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** {@return one that takes next to nothing until it reads} */
    static RawClient deaf(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(2_048);
        socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        return new RawClient(socket);
    }

    /** One request on a connection of its own. */
    static Reply get(int port, String target, String... headers) throws IOException {
        return request(port, "GET", target, headers);
    }

    static Reply request(int port, String method, String target, String... headers) throws IOException {
        try (RawClient client = new RawClient(port)) {
            client.send(method, target, headers);
            return client.read(method.equals("HEAD"));
        }
    }

    void send(String method, String target, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (String.join("\n", headers).toLowerCase(Locale.ROOT).indexOf("host:") < 0) {
            head.append("Host: localhost:").append(socket.getPort()).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        send(head.append("\r\n").toString());
    }

    void send(String bytes) throws IOException {
        send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Reply read() throws IOException {
        return read(false);
    }

    Reply read(boolean headersOnly) throws IOException {
        RawReply raw = readRaw(headersOnly);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : raw.head().subList(1, raw.head().size())) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon), line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
        }
        return new Reply(Integer.parseInt(raw.head().get(0).split(" ")[1]), headers, raw.body());
    }

    /** Reads the head of a reply. */
    void readHead() throws IOException {
        String line = line();
        while (!line.isEmpty()) {
            line = line();
        }
    }

    /** {@return whether that many bytes of a body came} */
    boolean readFully(byte[] bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes, 0, bytes.length) == bytes.length;
    }

    RawReply readRaw(boolean headersOnly) throws IOException {
        List<String> head = new ArrayList<>();
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.add(line);
            if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        length = headersOnly ? 0 : length;
        byte[] body = socket.getInputStream().readNBytes(length);
        if (body.length < length) {
            throw new EOFException("body cut after " + body.length + " of " + length + " bytes");
        }
        return new RawReply(head, body);
    }

    /** {@return whether the server closes the connection instead of sending anything more} */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** {@return whether the server answers with an error, or cuts the connection without one} */
    boolean isRefused() throws IOException {
        try {
            return read().status() >= 400;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    /** {@return all that the server sends when it hears that nothing more will come} */
    byte[] finish() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // The server has closed already.
        }
        return drain();
    }

    /** {@return all that the server sends until it closes or cuts the connection} */
    byte[] drain() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException e) {
            // Cut; what came before counts.
        }
        return all.toByteArray();
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed after: " + line);
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        if (end < 0 || line.charAt(end) != '\r') {
            throw new IOException("a line of a reply's head ends in LF alone: " + line);
        }
        return line.substring(0, end);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
