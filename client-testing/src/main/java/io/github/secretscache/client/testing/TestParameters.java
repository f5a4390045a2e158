package io.github.secretscache.client.testing;

/**
 * The parameters of a {@link SecretsCacheTestServer}: {@code getParameter} reads the values put here. Putting again
 * makes a new version; versions are called 1, 2 and so on, and {@link #putAt} gives the new one a label. Thread-safe.
 */
public final class TestParameters extends TestSecrets<TestParameters> {
    private final SecretsCacheTestServer server;

    TestParameters(SecretsCacheTestServer server) {
        this.server = server;
    }

    @Override
    TestParameters self() {
        return this;
    }

    @Override
    TestVersions versions() {
        return server.data().of(TestKind.PARAMETER);
    }
}
