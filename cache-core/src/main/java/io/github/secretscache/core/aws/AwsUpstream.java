package io.github.secretscache.core.aws;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The variables for the endpoints of this process's own calls. They take precedence over AWS's variables, which a program
 * shares with its cache and which point to the cache.
 */
final class AwsUpstream {
    private static final String PREFIX = "SECRETS_CACHE_ENDPOINT_URL_";
    static final String SECRETS_MANAGER = PREFIX + "SECRETS_MANAGER";
    static final String SSM = PREFIX + "SSM";
    static final String STS = PREFIX + "STS";

    private AwsUpstream() {}

    /**
     * {@return the endpoint that a variable names, or {@code null} if it is not set}
     *
     * @throws AwsSettingException if it names none
     */
    static @Nullable URI of(String variable) {
        String text = AwsEnvironment.ofProcess().get(variable);
        if (text == null) {
            return null;
        }
        URI endpoint = parsed(text);
        if (endpoint == null) {
            // A URL may hold a password.
            throw new AwsSettingException(
                    variable + (text.contains("@") ? "" : "=" + text) + ": expected a URL such as https://host:port");
        }
        return endpoint;
    }

    private static @Nullable URI parsed(String text) {
        try {
            URI endpoint = URI.create(text);
            boolean http =
                    "http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme());
            return http && endpoint.getHost() != null && endpoint.getUserInfo() == null ? endpoint : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
