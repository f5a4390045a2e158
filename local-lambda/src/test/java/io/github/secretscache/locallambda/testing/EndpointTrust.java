package io.github.secretscache.locallambda.testing;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** A client's trust in an endpoint's generated authority. */
public final class EndpointTrust {
    private EndpointTrust() {}

    /** Trusts what the endpoint's trust store does. */
    public static X509TrustManager of(SecretsManagerEndpoint endpoint) {
        try {
            KeyStore store = KeyStore.getInstance(endpoint.trustStore().toFile(), (char[]) null);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
