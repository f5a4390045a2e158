package io.github.secretscache.locallambda;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One client's connection: HTTP/1.1 with keep-alive, as much of it as AWS clients and curl use. */
final class EndpointConnection implements AutoCloseable {

    private static final int IDLE_MILLIS = 60_000;
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private final Socket socket;
    private final @Nullable SSLSocketFactory tls;
    private final Function<EndpointRequest, EndpointReply> handler;

    EndpointConnection(
            Socket socket, @Nullable SSLSocketFactory tls, Function<EndpointRequest, EndpointReply> handler) {
        this.socket = socket;
        this.tls = tls;
        this.handler = handler;
    }

    void serve() {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(IDLE_MILLIS);
            if (tls == null) {
                serve(socket);
            } else {
                try (Socket secure = tls.createSocket(socket, InputStream.nullInputStream(), true)) {
                    serve(secure);
                }
            }
        } catch (IOException e) {
            // The client went away, was silent for a minute or spoke no HTTP: the connection is over, nothing else is.
        }
    }

    private void serve(Socket stream) throws IOException {
        InputStream in = new BufferedInputStream(stream.getInputStream());
        OutputStream out = stream.getOutputStream();
        while (true) {
            EndpointRequest request = readRequest(in, out);
            EndpointReply reply = handler.apply(request);
            switch (reply.ending()) {
                case RESET -> {
                    // No linger: the kernel sends RST instead of an orderly end.
                    socket.setSoLinger(true, 0);
                    socket.close();
                    return;
                }
                case HANG -> {
                    socket.setSoTimeout(0);
                    in.transferTo(OutputStream.nullOutputStream());
                    return;
                }
                case SEND -> write(out, reply);
            }
            if (request.header("connection").equalsIgnoreCase("close")) {
                return;
            }
        }
    }

    private static EndpointRequest readRequest(InputStream in, OutputStream out) throws IOException {
        String[] lines = readHead(in).split("\r\n", -1);
        String[] requestLine = lines[0].split(" ", -1);
        if (requestLine.length != 3 || !requestLine[2].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP/1 request line");
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String name = lines[i].substring(0, colon).trim().toLowerCase(Locale.ROOT);
                headers.put(name, lines[i].substring(colon + 1).trim());
            }
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return new EndpointRequest(requestLine[0], requestLine[1], headers, readBody(in, headers));
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(1024);
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0 || head.size() > MAX_HEAD_BYTES) {
                throw new EOFException("no complete request head");
            }
            head.write(next);
            char expected = matched % 2 == 0 ? '\r' : '\n';
            if (next == expected) {
                matched++;
            } else {
                matched = next == '\r' ? 1 : 0;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String readBody(InputStream in, Map<String, String> headers) throws IOException {
        String length = headers.getOrDefault("content-length", "0");
        if (headers.containsKey("transfer-encoding") || !length.matches("\\d{1,7}")) {
            throw new IOException("a body needs a Content-Length here");
        }
        int size = Integer.parseInt(length);
        if (size > MAX_BODY_BYTES) {
            throw new IOException("body too large");
        }
        byte[] body = in.readNBytes(size);
        if (body.length < size) {
            throw new EOFException("body cut short");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, EndpointReply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + reply.status() + " " + (reply.status() < 400 ? "OK" : "Error") + "\r\n"
                + "x-amzn-RequestId: " + UUID.randomUUID() + "\r\n"
                + "Content-Type: " + reply.contentType() + "\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        // One write, so one TLS record and one packet for a usual answer.
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        out.write(whole);
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed either way.
        }
    }
}
