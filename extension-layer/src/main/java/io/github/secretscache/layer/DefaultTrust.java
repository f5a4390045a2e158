package io.github.secretscache.layer;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link DefaultTrustManager} the one that this JVM takes by default. A security provider, because two ask for a
 * default: the SDK's HTTP client, and the JDK, which makes a default context for its HTTPS connections even where they are
 * given another one.
 */
@SuppressWarnings("serial") // Providers are serializable and never serialized.
final class DefaultTrust extends Provider {
    static final String JDK_ALGORITHM = "PKIX";

    private static final String ALGORITHM = "SecretsCacheDefaultTrust";
    private static final String DEFAULT_ALGORITHM = "ssl.TrustManagerFactory.algorithm";

    private DefaultTrust(DefaultTrustStore store) {
        super("SecretsCache", "1", "Parses of the default trust store what is needed");
        putService(new Service(this, "TrustManagerFactory", ALGORITHM, Factory.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
                return new Factory(store);
            }
        });
    }

    /** Does nothing where trust is more than a file: that is left to the JDK. */
    static void install() throws GeneralSecurityException {
        DefaultTrustStore store = DefaultTrustStore.find(System.getProperties());
        if (store != null && JDK_ALGORITHM.equals(Security.getProperty(DEFAULT_ALGORITHM))) {
            Security.addProvider(new DefaultTrust(store));
            Security.setProperty(DEFAULT_ALGORITHM, ALGORITHM);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, null, null);
            SSLContext.setDefault(context);
        }
    }

    /** The JDK's own factory, but for what it makes of its default trust store. */
    private static final class Factory extends TrustManagerFactorySpi {
        private final DefaultTrustStore store;
        private final TrustManagerFactory jdk;
        private TrustManager @Nullable [] managers;

        Factory(DefaultTrustStore store) throws NoSuchAlgorithmException {
            this.store = store;
            this.jdk = TrustManagerFactory.getInstance(JDK_ALGORITHM);
        }

        @Override
        protected void engineInit(@Nullable KeyStore authorities) throws KeyStoreException {
            if (authorities == null) {
                managers = new TrustManager[] {new DefaultTrustManager(store)};
            } else {
                jdk.init(authorities);
                managers = jdk.getTrustManagers();
            }
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            jdk.init(parameters);
            managers = jdk.getTrustManagers();
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            if (managers == null) {
                throw new IllegalStateException("the trust managers must be initialised before they are asked for");
            }
            return managers;
        }
    }
}
