package io.github.secretscache.layer;

import io.github.secretscache.crt.CrtTls;
import io.github.secretscache.layer.config.Environment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether calls to AWS go over native TLS or over the JDK's. Native TLS supports only authorities in PEM, and no
 * proxies. All other settings are left to the JDK, which supports them, or says what is wrong.
 */
final class NativeTls {
    /**
     * The variables that name a bundle of authorities; the first that is set counts. The JDK's client uses the same
     * ones.
     */
    static final List<String> BUNDLES = List.of("AWS_CA_BUNDLE", "SSL_CERT_FILE");

    /** Where the layer with its own runtime has the authorities that it trusts; the JDK's stores there hold the same. */
    static final Path PINNED = Path.of("lib", "security", "roots.pem");

    /** Turned off by {@code -Dio.github.secretscache.tls=jdk}. */
    private static final String CHOICE = "io.github.secretscache.tls";

    private static final Path LIBRARY = Path.of("lib", "libaws-crt-jni.so");
    private static final List<String> PROXIES = List.of("https_proxy", "HTTPS_PROXY");
    /** Properties that configure the JDK's TLS and its connections; the launcher sets none of them. */
    private static final List<String> OF_THE_JDK = List.of(
            "javax.net.ssl.",
            "https.",
            "jdk.tls.client.",
            "jdk.tls.disabled",
            "socksProxy",
            "java.net.useSystemProxies");

    private final Path authorities;
    private @Nullable CrtTls made;

    private NativeTls(Path authorities) {
        this.authorities = authorities;
    }

    /**
     * {@return native TLS; {@code null} if the JDK's TLS is used}
     *
     * @param properties the system properties
     */
    static @Nullable NativeTls find(Environment environment, Properties properties) {
        Path authorities = authorities(environment, properties);
        return authorities == null ? null : new NativeTls(authorities);
    }

    /** Loads the native code and the authorities, the first time. */
    synchronized CrtTls load() {
        if (made == null) {
            made = CrtTls.trusting(authorities);
        }
        return made;
    }

    /** {@return the authorities that native TLS trusts; {@code null} if the JDK's TLS is used} */
    static @Nullable Path authorities(Environment environment, Properties properties) {
        Path home = Path.of(properties.getProperty("java.home", ""));
        boolean isThere = Files.exists(home.resolve(LIBRARY)) && !"jdk".equals(properties.getProperty(CHOICE));
        boolean isOfJdk = properties.stringPropertyNames().stream()
                .anyMatch(name -> OF_THE_JDK.stream().anyMatch(name::startsWith));
        boolean isProxied = PROXIES.stream().anyMatch(name -> environment.get(name) != null);
        if (!isThere || isOfJdk || isProxied) {
            return null;
        }
        for (String bundle : BUNDLES) {
            String file = environment.get(bundle);
            if (file != null) {
                return holdsPem(file) ? Path.of(file) : null;
            }
        }
        return home.resolve(PINNED);
    }

    /** If the file is missing or not PEM, the JDK's client reads it or reports the problem. */
    private static boolean holdsPem(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----");
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }
}
