package io.github.secretscache.layer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Does on a thread of its own what the first fetch would otherwise wait for: has the JDK write the first message of a
 * TLS handshake, which loads its cryptography and computes the tables of its curves. The trust store is left to the
 * fetch, which needs it earlier. Nothing is sent, and nothing is kept but what the JDK itself keeps.
 */
final class HeadStart {
    private static final TrustManager[] NOBODY_TRUSTED = {};

    private HeadStart() {}

    static void begin() {
        Thread thread = new Thread(HeadStart::run, "secrets-cache-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, NOBODY_TRUSTED, null);
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer clientHello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), clientHello);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            return; // The first fetch meets the same and reports it.
        }
    }
}
