package io.github.secretscache.runtimelayer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate of a server, and the authority that vouches for it, made by keytool.
 *
 * @param server TLS for a server that shows it
 * @param authority the PEM file for a client that trusts the authority
 */
record ServerCertificate(SSLContext server, Path authority) {
    private static final String PASSWORD = "changeit";

    /**
     * Makes one that is valid for two days.
     *
     * @param start when these days begin, as keytool has it, such as {@code -1d}
     */
    static ServerCertificate signed(Path folder, String host, String start) throws Exception {
        Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
        make(file, "authority", "-ext", "bc:c", "-startdate", "-20d", "-validity", "90");
        make(file, "own", "-signer", "authority", "-ext", "san=dns:" + host, "-startdate", start, "-validity", "2");
        return read(file, "authority");
    }

    /** The same, but it is its own authority. */
    static ServerCertificate selfSigned(Path folder, String host, String start) throws Exception {
        Path file = Files.createTempDirectory(folder, "keys").resolve("keys.p12");
        make(file, "own", "-ext", "bc:c", "-ext", "san=dns:" + host, "-startdate", start, "-validity", "2");
        return read(file, "own");
    }

    private static ServerCertificate read(Path file, String authority) throws Exception {
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        Path pem = Files.writeString(file.resolveSibling("authority.pem"), pem(store.getCertificate(authority)));
        if (!authority.equals("own")) {
            store.deleteEntry(authority);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(keys.getKeyManagers(), null, null);
        return new ServerCertificate(server, pem);
    }

    private static String pem(Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static void make(Path store, String alias, String... options) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        line.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()));
        line.addAll(List.of("-alias", alias, "-dname", "CN=" + alias));
        line.addAll(List.of(options));
        Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said;
        try (InputStream out = keytool.getInputStream()) {
            said = new String(out.readAllBytes(), UTF_8);
        }
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }
}
