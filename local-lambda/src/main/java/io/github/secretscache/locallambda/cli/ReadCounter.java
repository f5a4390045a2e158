package io.github.secretscache.locallambda.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** How often the extension was read, as its own metrics say; nothing for an extension that has none. */
final class ReadCounter {

    private static final int PATIENCE_MILLIS = 2_000;
    private static final String READS = "secretscache_reads_total{";

    private final int port;
    private final String token;

    ReadCounter(int port, String token) {
        this.port = port;
        this.token = token;
    }

    /** To be asked while the processes run. */
    OptionalLong count() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/metrics").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestProperty("X-Aws-Parameters-Secrets-Token", token);
            String metrics = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return metrics.contains(READS)
                    ? OptionalLong.of(metrics.lines()
                            .filter(line -> line.startsWith(READS))
                            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                            .sum())
                    : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
