package io.github.secretscache.layer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Does on a thread of its own what the first fetch would otherwise wait for: has the JDK write the first message of a TLS
 * handshake, which loads its cryptography and computes the tables of its curves. Nothing is sent, and nothing is kept but
 * what the JDK itself keeps.
 */
final class HeadStart {
    private HeadStart() {}

    /** @param nativeTls which TLS the first fetch will use; {@code null} for the JDK's */
    static void begin(@Nullable NativeTls nativeTls) {
        Runnable head = nativeTls == null ? HeadStart::run : () -> load(nativeTls);
        Thread thread = new Thread(head, "secrets-cache-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load(NativeTls nativeTls) {
        try {
            nativeTls.load();
        } catch (RuntimeException | LinkageError e) {
            return; // The first fetch meets the same.
        }
    }

    private static void run() {
        try {
            setDefaultContext();
            // The name, which is part of the message, is not looked up.
            SSLEngine engine = SSLContext.getDefault().createSSLEngine("secretsmanager.amazonaws.com", 443);
            engine.setUseClientMode(true);
            ByteBuffer clientHello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), clientHello);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            return; // The first fetch meets the same and reports it.
        }
    }

    /**
     * The JDK makes a default context, with all authorities, for an HTTPS connection that is given another one, too. It is
     * left to the JDK where it has a client's key as well.
     */
    private static void setDefaultContext() throws GeneralSecurityException {
        TrustManager trustManager = DefaultTrust.find();
        if (trustManager != null && System.getProperty("javax.net.ssl.keyStore") == null) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trustManager}, null);
            SSLContext.setDefault(context);
        }
    }
}
