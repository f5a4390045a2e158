package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/**
 * The extension's HTTP port, which answers while the processes run.
 *
 * @param token the token that it requires
 */
record ExtensionHttp(int port, String token) {

    private static final int PATIENCE_MILLIS = 5_000;

    /** A GET of a path, not yet sent. */
    HttpURLConnection get(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", token);
        return connection;
    }

    @Override
    public String toString() {
        return "the extension on port " + port;
    }
}
