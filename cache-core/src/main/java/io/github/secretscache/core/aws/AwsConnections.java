package io.github.secretscache.core.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/** Makes the connections of all clients: through which proxy, trusting whom, with which time limits. Thread-safe. */
final class AwsConnections implements UrlConnectionFactory {
    private final int connectMillis;
    private final int readMillis;
    private final AwsProxies proxies;
    private final @Nullable SSLSocketFactory sockets;

    /** @param trusted whom to trust, or {@code null} for whom the JVM does */
    AwsConnections(Duration connectTimeout, Duration readTimeout, AwsProxies proxies, @Nullable TrustManager trusted) {
        this.connectMillis = Math.toIntExact(connectTimeout.toMillis());
        this.readMillis = Math.toIntExact(readTimeout.toMillis());
        this.proxies = proxies;
        this.sockets = trusted == null ? null : sockets(trusted);
    }

    private static SSLSocketFactory sockets(TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    @Override
    public HttpURLConnection createConnection(URI uri) {
        try {
            HttpURLConnection connection = open(uri);
            if (connection instanceof HttpsURLConnection https && sockets != null) {
                https.setSSLSocketFactory(sockets);
            }
            connection.setConnectTimeout(connectMillis);
            connection.setReadTimeout(readMillis);
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpURLConnection open(URI uri) throws IOException {
        URL url = uri.toURL();
        AwsProxies.Route route = proxies.to(uri);
        if (route == null) {
            return (HttpURLConnection) url.openConnection();
        }
        HttpURLConnection connection = (HttpURLConnection) url.openConnection(route.proxy());
        if (route.authenticator() != null) {
            connection.setAuthenticator(route.authenticator());
        }
        return connection;
    }
}
