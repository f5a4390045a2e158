package io.github.secretscache.runtimelayer;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;

/**
 * Splits a runtime's file of certificate authorities in two. All of them go into {@code jssecacerts}, which decides whom
 * the JVM trusts and which the extension reads in part only. {@code cacerts}, which the JDK parses as a whole to see
 * whether an authority is a public one (its wildcards and SHA-1 are then restricted), keeps those of AWS's endpoints.
 *
 * @see <a href="https://www.amazontrust.com/repository/">Amazon Trust Services</a>
 */
final class Authorities {
    /** JKS files of public certificates need some password. */
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** How the JDK tells public authorities by their alias. */
    private static final String PUBLIC = " [jdk]";

    private static final String OF_AWS = ".*\\bO=(Amazon|\"?Starfield Technologies, Inc\\.\"?)(,.*|$)";

    private Authorities() {}

    static void split(Path image) throws Exception {
        Path security = image.resolve("lib/security");
        Path own = security.resolve("cacerts");
        KeyStore all = KeyStore.getInstance("JKS");
        all.load(null, null);
        KeyStore ofAws = KeyStore.getInstance("JKS");
        ofAws.load(null, null);
        KeyStore found = KeyStore.getInstance(own.toFile(), (char[]) null);
        for (String alias : Collections.list(found.aliases())) {
            Certificate certificate = found.getCertificate(alias);
            all.setCertificateEntry(alias, certificate);
            if (((X509Certificate) certificate)
                    .getSubjectX500Principal()
                    .getName("RFC1779")
                    .matches(OF_AWS)) {
                ofAws.setCertificateEntry(alias.contains(PUBLIC) ? alias : alias + PUBLIC, certificate);
            }
        }
        if (ofAws.size() == 0) {
            throw new IllegalStateException("None of the " + all.size() + " authorities in " + own
                    + " is Amazon's: use a JDK whose authorities are those of AWS's endpoints");
        }
        store(all, security.resolve("jssecacerts"));
        store(ofAws, own);
    }

    private static void store(KeyStore authorities, Path file) throws Exception {
        try (OutputStream out = Files.newOutputStream(file)) {
            authorities.store(out, PASSWORD);
        }
    }
}
