package io.github.secretscache.client.testing;

import com.sun.net.httpserver.HttpServer;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit Jupiter extension that serves secrets and parameters on a real loopback port, with the layer's own protocol.
 * Register it with {@code @RegisterExtension}. In a static field it lives as long as the test class, and each test
 * starts with the secrets that it had at the beginning; in an instance field it lives as long as one test. It listens
 * from {@link #create} on; without JUnit, use it with try-with-resources. Thread-safe.
 */
public final class SecretsCacheTestServer extends TestSecrets<SecretsCacheTestServer>
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private final HttpServer server;
    private final TestParameters parameters = new TestParameters(this);
    private volatile TestData data = TestData.none();
    private volatile @Nullable TestData beginning;

    private SecretsCacheTestServer(HttpServer server) {
        this.server = server;
    }

    /** {@return a server without secrets, whose values may be kept for ten minutes as by default} */
    public static SecretsCacheTestServer create() {
        return create(Duration.ofMinutes(10));
    }

    /**
     * {@return a server without secrets}
     *
     * @param timeToLive how long a client may keep a value; whole seconds count, zero keeps none
     * @throws IllegalArgumentException if it is negative
     */
    public static SecretsCacheTestServer create(Duration timeToLive) {
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("timeToLive must be 0 or more, but is " + timeToLive);
        }
        try {
            InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            SecretsCacheTestServer made = new SecretsCacheTestServer(http);
            http.createContext("/", new SecretsHandler(made::data, timeToLive));
            http.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    @Override
    SecretsCacheTestServer self() {
        return this;
    }

    @Override
    TestVersions versions() {
        return data.of(TestKind.SECRET);
    }

    TestData data() {
        return data;
    }

    /** {@return the parameters that this server serves} */
    public TestParameters parameters() {
        return parameters;
    }

    /** {@return the port, for a process that reads {@code SECRETS_CACHE_PORT}} */
    public int port() {
        return server.getAddress().getPort();
    }

    /** {@return a new client of this server, with nothing kept yet and every other option at its default} */
    public SecretsCacheClient client() {
        return clientBuilder().build();
    }

    /** {@return a builder of a client of this server} */
    public SecretsCacheClientBuilder clientBuilder() {
        return SecretsCacheClient.builder().endpoint(URI.create("http://127.0.0.1:" + port()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        beginning = data.copy();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (beginning != null) {
            data = beginning.copy();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (beginning == null) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
