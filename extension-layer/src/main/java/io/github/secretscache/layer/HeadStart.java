package io.github.secretscache.layer;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the first fetch on its own thread: loads native TLS and what signs a call; or makes the JDK write the first
 * message of a TLS handshake, which loads the cryptography and computes the tables of its curves. Nothing is sent, and only
 * the JDK keeps the results.
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
            prepareSigning();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return; // The first fetch will fail in the same way.
        }
    }

    /** What the SDK needs to sign a call: the JDK's cryptography, and a comparator that the AOT cache cannot hold. */
    private static void prepareSigning() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[1], mac.getAlgorithm()));
        Comparator<String> unused = Comparator.comparing(Function.identity());
    }

    private static void run() {
        try {
            setDefaultContext();
            // The name is part of the message, but is not looked up.
            SSLEngine engine = SSLContext.getDefault().createSSLEngine("secretsmanager.amazonaws.com", 443);
            engine.setUseClientMode(true);
            ByteBuffer clientHello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), clientHello);
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            return; // The first fetch will fail in the same way, and report it.
        }
    }

    /**
     * The JDK makes a default context, with all authorities, even for an HTTPS connection that is given another one. If
     * the context also has a client's key, it is left to the JDK.
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
