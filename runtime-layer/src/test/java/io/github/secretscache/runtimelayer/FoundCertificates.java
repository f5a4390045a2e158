package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/** All certificates in the files of a folder, in whatever format they are there, as the checked-in list writes them. */
final class FoundCertificates {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    private FoundCertificates() {}

    /** {@return a line for each: fingerprint and last day} */
    static TreeSet<String> in(Path folder) throws IOException, GeneralSecurityException {
        TreeSet<String> found = new TreeSet<>();
        for (Path file : FileTrees.walk(folder)) {
            if (Files.isRegularFile(file)) {
                for (X509Certificate certificate : of(file)) {
                    found.add(fingerprintAndLastDay(certificate));
                }
            }
        }
        return found;
    }

    static String fingerprintAndLastDay(X509Certificate certificate) throws GeneralSecurityException {
        return Authorities.fingerprint(certificate) + " "
                + certificate.getNotAfter().toInstant().toString().substring(0, "yyyy-MM-dd".length());
    }

    private static List<X509Certificate> of(Path file) throws IOException, GeneralSecurityException {
        byte[] bytes = Files.readAllBytes(file);
        List<X509Certificate> found = new ArrayList<>();
        if (isKeyStore(bytes)) {
            KeyStore store = opened(file);
            for (String alias : Collections.list(store.aliases())) {
                found.add((X509Certificate) store.getCertificate(alias));
            }
        } else if (new String(bytes, ISO_8859_1).contains("\n" + PEM)
                || new String(bytes, ISO_8859_1).startsWith(PEM)) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(bytes))
                    .forEach(certificate -> found.add((X509Certificate) certificate));
        }
        return found;
    }

    /** Without its password a key store of encrypted certificates seems to be empty. */
    private static KeyStore opened(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(file.toFile(), (char[]) null);
        if (store.size() == 0) {
            store = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        }
        if (store.size() == 0) {
            throw new AssertionError("what is in the key store " + file + " cannot be seen");
        }
        return store;
    }

    /** JKS begins with its magic number, PKCS #12 with a sequence that holds the version 3. */
    private static boolean isKeyStore(byte[] bytes) {
        boolean jks = bytes.length > 4
                && bytes[0] == (byte) 0xFE
                && bytes[1] == (byte) 0xED
                && bytes[2] == (byte) 0xFE
                && bytes[3] == (byte) 0xED;
        boolean pkcs12 = bytes.length > 7
                && bytes[0] == 0x30
                && (bytes[1] & 0xF0) == 0x80
                && bytes[2 + (bytes[1] & 0x0F)] == 0x02
                && bytes[4 + (bytes[1] & 0x0F)] == 0x03;
        return jks || pkcs12;
    }
}
