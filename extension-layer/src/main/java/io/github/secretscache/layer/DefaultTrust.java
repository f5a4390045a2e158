package io.github.secretscache.layer;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the authorities that the JDK trusts by default, but parses only those that it needs: at first those that the
 * server's certificates name. The JDK's own manager verifies with them. If they do not vouch for a server, the JDK's
 * manager of the whole trust store decides, for this server and from then on. Thread-safe.
 *
 * <p>Of the runtime's own authorities, it trusts none that had expired when it was first needed, as native TLS does; the JDK
 * trusts them at any time.
 */
final class DefaultTrust extends X509ExtendedTrustManager {
    private static final String ALGORITHM = "PKIX";

    private final DefaultTrustStore store;
    private @Nullable X509ExtendedTrustManager ofNamed;
    private @Nullable X509ExtendedTrustManager ofAll;

    DefaultTrust(DefaultTrustStore store) {
        this.store = store;
    }

    /** {@return a manager; {@code null} if trust is more than a file; then it is left to the JDK} */
    static @Nullable X509ExtendedTrustManager find() {
        DefaultTrustStore store = DefaultTrustStore.find(System.getProperties());
        return store != null && ALGORITHM.equals(TrustManagerFactory.getDefaultAlgorithm())
                ? new DefaultTrust(store)
                : null;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain, manager -> manager.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain, manager -> manager.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, manager -> manager.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        ofAll().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        ofAll().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        ofAll().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        try {
            return ofAll().getAcceptedIssuers();
        } catch (CertificateException e) {
            return new X509Certificate[0];
        }
    }

    private interface Check {
        void with(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void check(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            X509ExtendedTrustManager named = ofNamed(chain);
            if (named != null) {
                check.with(named);
                return;
            }
        } catch (CertificateException e) {
            // Other authorities may vouch for it; if none does, the whole store refuses.
        }
        check.with(ofAll());
    }

    /**
     * {@return the manager of the authorities named by the first server; {@code null} if none are known, or the whole
     * store is in use}
     */
    private synchronized @Nullable X509ExtendedTrustManager ofNamed(X509Certificate[] chain)
            throws CertificateException {
        if (ofNamed == null && ofAll == null) {
            Set<X500Principal> names = new LinkedHashSet<>();
            for (X509Certificate certificate : chain) {
                names.add(certificate.getSubjectX500Principal());
                names.add(certificate.getIssuerX500Principal());
            }
            List<X509Certificate> authorities = trusted(store.authorities(names));
            ofNamed = authorities.isEmpty() ? null : manager(authorities);
        }
        return ofNamed;
    }

    private synchronized X509ExtendedTrustManager ofAll() throws CertificateException {
        if (ofAll == null) {
            X509ExtendedTrustManager ofJdk = manager(null);
            List<X509Certificate> all = List.of(ofJdk.getAcceptedIssuers());
            List<X509Certificate> trusted = trusted(all);
            ofAll = trusted.size() == all.size() ? ofJdk : manager(trusted);
            ofNamed = null;
        }
        return ofAll;
    }

    private List<X509Certificate> trusted(List<X509Certificate> authorities) throws CertificateException {
        List<X509Certificate> trusted = store.isOfRuntime()
                ? authorities.stream().filter(DefaultTrust::isValid).toList()
                : authorities;
        if (trusted.isEmpty() && !authorities.isEmpty()) {
            throw new CertificateExpiredException("no authority is valid now");
        }
        return trusted;
    }

    private static boolean isValid(X509Certificate authority) {
        try {
            authority.checkValidity();
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** The JDK's manager; of its default trust store if no authorities are given. */
    private static X509ExtendedTrustManager manager(@Nullable List<X509Certificate> authorities)
            throws CertificateException {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(ALGORITHM);
            factory.init(authorities == null ? null : keyStore(authorities));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new CertificateException("the JDK has no trust manager for X.509");
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the trust store cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore keyStore(List<X509Certificate> authorities) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry(String.valueOf(i), authorities.get(i));
        }
        return store;
    }
}
