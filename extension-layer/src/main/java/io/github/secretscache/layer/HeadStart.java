package io.github.secretscache.layer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Does on a thread of its own what the first fetch would otherwise wait for: chooses whom to trust, and has the JDK write
 * the first message of a TLS handshake, which loads its cryptography and computes the tables of its curves. Nothing is
 * sent, and nothing is kept but what the JDK itself keeps.
 */
final class HeadStart {
    private HeadStart() {}

    static void begin() {
        Thread thread = new Thread(HeadStart::run, "secrets-cache-head-start");
        thread.setDaemon(true);
        thread.start();
    }

    private static void run() {
        try {
            DefaultTrust.install();
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer clientHello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), clientHello);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            return; // The first fetch meets the same and reports it.
        }
    }
}
