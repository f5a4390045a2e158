package io.github.secretscache.locallambda.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The bytes of one HTTP/1.1 connection: requests in, replies out. Like Lambda's own server it has no time limits. */
final class ApiConnection implements AutoCloseable {

    private static final int MAX_LINE = 64 * 1024;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final Socket stream;
    private final InputStream in;
    private final OutputStream out;

    private ApiConnection(Socket socket, Socket stream) throws IOException {
        this.socket = socket;
        this.stream = stream;
        this.in = new BufferedInputStream(stream.getInputStream());
        this.out = stream.getOutputStream();
    }

    /** Over TLS if there is a factory. */
    static ApiConnection open(Socket socket, @Nullable SSLSocketFactory tls) throws IOException {
        socket.setTcpNoDelay(true);
        return new ApiConnection(
                socket, tls == null ? socket : tls.createSocket(socket, InputStream.nullInputStream(), true));
    }

    /** {@return the next request, or {@code null} if the client has closed} */
    @Nullable
    ApiRequest read() throws IOException {
        String requestLine = readLine();
        if (requestLine == null) {
            return null;
        }
        String[] parts = requestLine.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new IOException("not an HTTP/1 request");
        }
        Map<String, String> headers = readHeaders();
        if (headers.getOrDefault("Expect", "").equalsIgnoreCase("100-continue")) {
            out.write(CONTINUE);
            out.flush();
        }
        Map<String, String> trailers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        ApiBody body = headers.getOrDefault("Transfer-Encoding", "").equalsIgnoreCase("chunked")
                ? readChunks(trailers)
                : readFixed(headers.getOrDefault("Content-Length", "0"));
        return new ApiRequest(parts[0], parts[1], headers, trailers, body);
    }

    /** {@return whether the client may send another request} */
    boolean send(ApiReply reply) throws IOException {
        switch (reply.ending()) {
            case RESET -> {
                // No linger: the kernel sends RST instead of an orderly end.
                socket.setSoLinger(true, 0);
                socket.close();
                return false;
            }
            case HANG -> {
                in.transferTo(OutputStream.nullOutputStream());
                return false;
            }
            case SEND -> write(reply);
        }
        return true;
    }

    /** One write, so that head and body are sent in one packet, and in one TLS record. */
    private void write(ApiReply reply) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(reply.status())
                .append(reply.status() < 400 ? " OK" : " Error")
                .append("\r\n");
        reply.headers()
                .forEach((name, value) -> head.append(name)
                        .append(": ")
                        .append(value.replaceAll("[\\r\\n]", " "))
                        .append("\r\n"));
        head.append("Content-Length: ").append(reply.body().length).append("\r\n\r\n");
        ByteArrayOutputStream message = new ByteArrayOutputStream(head.length() + reply.body().length);
        message.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        message.writeBytes(reply.body());
        message.writeTo(out);
        out.flush();
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = readLine(); line != null && !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("not a header");
            }
            headers.put(
                    line.substring(0, colon).trim(), line.substring(colon + 1).trim());
        }
        return headers;
    }

    private ApiBody readFixed(String contentLength) throws IOException {
        long length = number(contentLength, 10);
        byte[] kept = in.readNBytes((int) Math.min(length, ApiBody.MAX_BYTES));
        long dropped = kept.length < ApiBody.MAX_BYTES ? 0 : drop(length - kept.length);
        return new ApiBody(kept, kept.length + dropped < length, length > ApiBody.MAX_BYTES);
    }

    private ApiBody readChunks(Map<String, String> trailers) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        boolean oversized = false;
        while (true) {
            String sizeLine = readLine();
            if (sizeLine == null) {
                return new ApiBody(kept.toByteArray(), true, oversized);
            }
            long size = number(sizeLine.split(";", 2)[0].trim(), 16);
            if (size == 0) {
                trailers.putAll(readHeaders());
                return new ApiBody(kept.toByteArray(), false, oversized);
            }
            int wanted = (int) Math.min(size, ApiBody.MAX_BYTES - kept.size());
            byte[] chunk = in.readNBytes(wanted);
            kept.writeBytes(chunk);
            oversized |= size > wanted;
            if (chunk.length < wanted || drop(size - wanted) < size - wanted || readLine() == null) {
                return new ApiBody(kept.toByteArray(), true, oversized);
            }
        }
    }

    private long drop(long count) throws IOException {
        byte[] buffer = new byte[8192];
        long left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return count - left;
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            return Long.parseUnsignedLong(digits, radix) & Long.MAX_VALUE;
        } catch (NumberFormatException e) {
            throw new IOException("not a length", e);
        }
    }

    private @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() == MAX_LINE) {
                throw new IOException("line too long");
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
