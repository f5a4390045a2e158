package io.github.secretscache.core.aws;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts servers as the JDK does with a list of authorities, but only with those that are valid at the time. The JDK
 * itself trusts an authority, and a server's own certificate that is in the list, at any time; native TLS and AWS's other
 * tools do not. Thread-safe.
 */
final class AwsAuthorities extends X509ExtendedTrustManager {
    private final List<X509Certificate> all;
    private final InstantSource clock;
    private List<X509Certificate> valid = List.of();
    private @Nullable X509ExtendedTrustManager ofValid;

    AwsAuthorities(List<X509Certificate> all, InstantSource clock) {
        this.all = all;
        this.clock = clock;
    }

    /** {@return those that are valid now} */
    List<X509Certificate> validNow() {
        Date now = Date.from(clock.instant());
        return all.stream().filter(authority -> isValid(authority, now)).toList();
    }

    private static boolean isValid(X509Certificate authority, Date now) {
        try {
            authority.checkValidity(now);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private synchronized X509ExtendedTrustManager now() throws CertificateException {
        List<X509Certificate> now = validNow();
        if (now.isEmpty()) {
            throw new CertificateExpiredException("no authority is valid now");
        }
        if (ofValid == null || !now.equals(valid)) {
            ofValid = manager(now);
            valid = now;
        }
        return ofValid;
    }

    private static X509ExtendedTrustManager manager(List<X509Certificate> authorities) throws CertificateException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry(String.valueOf(store.size()), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new CertificateException("the JDK cannot use the authorities", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        now().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        now().checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return validNow().toArray(X509Certificate[]::new);
    }
}
