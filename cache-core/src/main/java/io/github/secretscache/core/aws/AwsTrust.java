package io.github.secretscache.core.aws;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust if the builder does not say: the authorities in the file that a variable names, {@code AWS_CA_BUNDLE}
 * as in AWS's other tools. They replace those of the JVM, unless a property sets a trust store. Reports a bundle or a
 * trust store that is missing or unreadable, which a TLS handshake would only show as an untrusted server.
 */
final class AwsTrust {
    private static final String STORE = "javax.net.ssl.trustStore";

    private AwsTrust() {}

    /**
     * {@return whom to trust; {@code null} for the JVM's default}
     *
     * @param bundles variables that name a bundle; the first that is set counts
     * @param clock the wall clock
     * @throws AwsSettingException if a file that is named cannot be used
     */
    static @Nullable TrustManager of(AwsEnvironment environment, List<String> bundles, InstantSource clock) {
        String variable = environment.firstSet(bundles.toArray(String[]::new));
        String bundle = variable == null ? null : environment.get(variable);
        String store = System.getProperty(STORE, "");
        if (bundle == null || !store.isEmpty()) {
            checkStore(store);
            return null;
        }
        try (InputStream in = Files.newInputStream(Path.of(bundle))) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (all.isEmpty()) {
                throw new AwsSettingException(variable + " is " + bundle + ": no certificate is in it, expected PEM");
            }
            AwsAuthorities authorities = new AwsAuthorities(all, clock);
            if (authorities.validNow().isEmpty()) {
                throw new AwsSettingException(variable + " is " + bundle + ": no certificate in it is valid at "
                        + clock.instant().truncatedTo(ChronoUnit.SECONDS) + ", the time of this machine");
            }
            return authorities;
        } catch (IOException | InvalidPathException e) {
            throw new AwsSettingException(variable + " is " + bundle + ": " + why(e), e);
        } catch (GeneralSecurityException e) {
            throw new AwsSettingException(variable + " is " + bundle + ": it cannot be read, expected PEM", e);
        }
    }

    /** A store of keytool's default kind shows nothing without its password, and no server is trusted then. */
    private static void checkStore(String name) {
        if (name.isEmpty() || name.equals("NONE")) {
            return;
        }
        String password = System.getProperty(STORE + "Password", "");
        try {
            KeyStore store =
                    KeyStore.getInstance(Path.of(name).toFile(), password.isEmpty() ? null : password.toCharArray());
            if (store.size() == 0) {
                boolean withPassword = !password.isEmpty();
                throw new AwsSettingException(STORE + " is " + name + ": no certificate can be read in it"
                        + (withPassword ? "" : " without its password; set -D" + STORE + "Password"));
            }
        } catch (IOException | InvalidPathException e) {
            throw new AwsSettingException(STORE + " is " + name + ": " + why(e), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            boolean there = Files.exists(Path.of(name));
            throw new AwsSettingException(
                    STORE + " is " + name + ": " + (there ? "it is no trust store" : "there is no such file"), e);
        }
    }

    private static String why(Exception e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : "it cannot be read (" + e.getClass().getSimpleName() + ")";
    }
}
