package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/** Talks to a Lambda that {@code run} started in another window. */
final class LocalClient {

    private final int port;

    LocalClient(int port) {
        this.port = port;
    }

    /** @param functionError the value of the header of that name; empty if there is none */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, String functionError, byte[] body) {
        boolean fine() {
            return status < 400 && functionError.isEmpty();
        }
    }

    /** Throws IllegalStateException if nothing listens. */
    Answer send(String method, String path, byte[] body) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(method);
            if (body.length > 0) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            int status = connection.getResponseCode();
            String error = connection.getHeaderField("X-Amz-Function-Error");
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(status, error == null ? "" : error, in == null ? new byte[0] : in.readAllBytes());
            }
        } catch (ConnectException e) {
            throw new IllegalStateException("nothing listens on port " + port + "; start a function with "
                    + Usage.command() + " run, or say --port as it did");
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " does not answer: " + e.getMessage(), e);
        }
    }
}
