package io.github.secretscache.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one class that opens a connection: a GET to the server on this machine, without proxy, redirect or cache. Each
 * request has its own connection, so that none is found dead after a freeze and none is open in a snapshot.
 */
final class LoopbackHttp {
    /** A secret has 64 KiB at most; as JSON with every character escaped it has six times that. */
    private static final int MAX_BODY = 1 << 20;

    /** Else another server on the port could ask for the passwords that the program's own authenticator gives. */
    private static final Authenticator NOBODY = new Authenticator() {};

    private final URI endpoint;
    private final @Nullable String token;
    private final ClientSettings.Timeouts timeouts;
    private final InstantSource clock;

    LoopbackHttp(ClientSettings settings) {
        this.endpoint = settings.server().endpoint();
        this.token = settings.token();
        this.timeouts = settings.timeouts();
        this.clock = settings.clock();
    }

    /** {@return the address of a target, to be named in messages} */
    String address(String target) {
        return endpoint + target;
    }

    /**
     * {@return the whole answer, whatever its status}
     *
     * @param target path and query, percent-encoded
     * @param etag sent as If-None-Match unless null
     * @throws IOException if no complete answer came in time
     */
    Reply get(String target, @Nullable String etag, TimeBudget budget) throws IOException {
        long requestedAtMillis = clock.millis();
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address(target)).toURL().openConnection(Proxy.NO_PROXY);
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setAuthenticator(NOBODY);
            connection.setUseCaches(false);
            // Else the line above sends no-cache, which asks for what refreshNow asks for.
            connection.setRequestProperty("Cache-Control", "max-stale");
            connection.setConnectTimeout(limit(timeouts.connect(), budget));
            connection.setReadTimeout(limit(timeouts.read(), budget));
            connection.setRequestProperty("Connection", "close");
            connection.setRequestProperty("Accept", "*/*");
            connection.setRequestProperty("User-Agent", "secrets-cache-client");
            if (token != null) {
                connection.setRequestProperty(ClientToken.HEADER, token);
            }
            if (etag != null) {
                connection.setRequestProperty("If-None-Match", etag);
            }
            return read(connection, requestedAtMillis, budget);
        } finally {
            connection.disconnect();
        }
    }

    private static Reply read(HttpURLConnection connection, long requestedAtMillis, TimeBudget budget)
            throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        byte[] body = new byte[0];
        if (status != HttpURLConnection.HTTP_NO_CONTENT && status != HttpURLConnection.HTTP_NOT_MODIFIED) {
            body = body(connection, status, budget);
        }
        Map<String, List<String>> headers = new HashMap<>();
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name.toLowerCase(Locale.ROOT), values);
            }
        });
        return new Reply(status, headers, body, requestedAtMillis);
    }

    private static byte[] body(HttpURLConnection connection, int status, TimeBudget budget) throws IOException {
        long length = connection.getContentLengthLong();
        if (length < 0 && connection.getHeaderField("Transfer-Encoding") == null) {
            throw new IOException("the answer does not say how long it is");
        }
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return in == null ? new byte[0] : readAll(in, length, budget);
        }
    }

    private static byte[] readAll(InputStream in, long length, TimeBudget budget) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = read(in, buffer, body.size(), length);
                count >= 0;
                count = read(in, buffer, body.size(), length)) {
            body.write(buffer, 0, count);
            if (body.size() > MAX_BODY) {
                throw new IOException("the answer is longer than " + MAX_BODY + " bytes");
            }
            if (budget.remainingMillis() <= 0) {
                throw new SocketTimeoutException("the answer was not complete in time");
            }
        }
        return body.toByteArray();
    }

    /**
     * {@return how many bytes came, or -1 at the end of the whole body} If a body breaks off, JDK 17 reports a normal
     * end, and JDK 25 throws a plain IOException. If the body is chunked, both throw it, and only its text tells a
     * broken connection from malformed chunks.
     */
    private static int read(InputStream in, byte[] buffer, int before, long length) throws IOException {
        try {
            int count = in.read(buffer);
            if (count >= 0 || length < 0 || before == length) {
                return count;
            }
        } catch (SocketException | SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (before >= length && !"Premature EOF".equals(e.getMessage())) {
                throw e;
            }
        }
        throw new EOFException("the answer broke off after " + before + " bytes");
    }

    /**
     * {@return the time-out in milliseconds, at most what is left of the budget; never zero, which would mean no
     * limit}
     */
    private static int limit(Duration timeout, TimeBudget budget) {
        long millis = Math.min(timeout.toMillis(), budget.remainingMillis());
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis));
    }
}
