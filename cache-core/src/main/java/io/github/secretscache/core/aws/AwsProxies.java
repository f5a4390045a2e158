package io.github.secretscache.core.aws;

import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a call goes through: that of the variable for the target's scheme, {@code https_proxy} or {@code
 * http_proxy}, lower case before upper, unless {@code no_proxy} names the target. Loopback is always direct. The JVM's
 * own properties ({@code https.proxyHost}) count before the variables.
 */
final class AwsProxies {
    private final AwsEnvironment environment;
    private final NoProxy noProxy;

    /** @throws AwsSettingException if a variable holds no proxy */
    AwsProxies(AwsEnvironment environment) {
        this.environment = environment;
        String name = environment.firstSet("no_proxy", "NO_PROXY");
        this.noProxy = NoProxy.parse(name == null ? null : environment.get(name));
        // Finds an unusable proxy before a call.
        byVariable("https");
        byVariable("http");
    }

    /** A proxy, and the login for it. */
    record Route(Proxy proxy, @Nullable Authenticator authenticator) {}

    /**
     * {@return the route to a target; {@code null} if the JVM's own rules decide}
     */
    @Nullable
    Route to(URI target) {
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (noProxy.holds(target)) {
            return new Route(Proxy.NO_PROXY, null);
        }
        if (System.getProperty(scheme + ".proxyHost") != null) {
            return null;
        }
        return byVariable(scheme);
    }

    private @Nullable Route byVariable(String scheme) {
        String variable = environment.firstSet(scheme + "_proxy", scheme.toUpperCase(Locale.ROOT) + "_PROXY");
        String value = variable == null ? null : environment.get(variable);
        return variable == null || value == null ? null : route(variable, value);
    }

    private static Route route(String variable, String value) {
        URI uri = parsed(variable, value);
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        Proxy proxy = new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(bare(uri.getHost()), port));
        String user = uri.getRawUserInfo();
        return new Route(proxy, user == null ? null : new Login(user));
    }

    private static URI parsed(String variable, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // The cause may hold the password, so it is left out of the exception below.
        }
        // Never the value: it may hold a password.
        throw new AwsSettingException(
                variable + " holds no proxy that can be used, expected http://host:port (a proxy that is spoken to over"
                        + " TLS cannot)");
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Answers only the proxy. */
    private static final class Login extends Authenticator {
        private final String user;
        private final String password;

        Login(String userInfo) {
            int colon = userInfo.indexOf(':');
            this.user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
            this.password = colon < 0 ? "" : decoded(userInfo.substring(colon + 1));
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? new PasswordAuthentication(user, password.toCharArray())
                    : null;
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        }
    }
}
