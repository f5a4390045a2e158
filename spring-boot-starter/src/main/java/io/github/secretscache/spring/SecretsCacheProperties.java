package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/**
 * Settings of the client and of the refresh. The defaults are the builder's; here, too, for the IDE.
 *
 * @param mode where the cache is: in a server on this machine, or embedded in this process, which needs
 *     secrets-cache-client-embedded
 * @param endpoint address of the Secrets Cache server on this machine; 127.0.0.1, port SECRETS_CACHE_PORT or 8080, if not set
 * @param awsEndpoint address of one of AWS's own servers to read from instead, such as http://localhost:2773
 * @param connectTimeout how long to wait for a connection to the server
 * @param readTimeout how long to wait for an answer of the server
 * @param callTimeout how long one read may take, with all its attempts
 * @param nearCacheSize how many secrets the client keeps itself; 0 keeps none
 * @param rotationBudget how long useSecret looks for a newer value after a refused one
 * @param rotationStages stages whose values useSecret tries too, such as AWSPENDING
 * @param refreshInterval how often imported secrets are checked, to refresh beans if one has changed; 0 means never.
 *     Needs spring-cloud-context
 */
@ConfigurationProperties(SecretsCacheProperties.PREFIX)
record SecretsCacheProperties(
        @DefaultValue("server") Mode mode,
        @Nullable URI endpoint,
        @Nullable URI awsEndpoint,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("5s") Duration readTimeout,
        @DefaultValue("6s") Duration callTimeout,
        @DefaultValue("100") int nearCacheSize,
        @DefaultValue("10s") Duration rotationBudget,
        @DefaultValue List<String> rotationStages,
        @DefaultValue("60s") Duration refreshInterval) {
    static final String PREFIX = "secrets-cache";
    static final String EMBEDDED_CLIENT = "io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient";

    SecretsCacheProperties {
        if (refreshInterval.isNegative()) {
            throw unfit("refresh-interval", refreshInterval, "It must be more than 0, or 0 for no refresh.");
        }
    }

    /** Where the cache is. */
    enum Mode {
        SERVER,
        EMBEDDED
    }

    /**
     * {@return a client with these settings}
     *
     * @throws InvalidConfigurationPropertyValueException if a setting is unfit
     * @throws IllegalArgumentException if a variable of the environment is
     */
    SecretsCacheClient client() {
        return mode == Mode.SERVER ? serverClient() : embeddedClient();
    }

    /** Calls a builder's method. If that refuses the value, the exception names the property. */
    static <T> void set(String property, @Nullable T value, Consumer<T> setter) {
        if (value != null) {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw unfit(property, value, String.valueOf(e.getMessage()));
            }
        }
    }

    private SecretsCacheClient embeddedClient() {
        set("endpoint", endpoint, SecretsCacheProperties::needsServer);
        set("aws-endpoint", awsEndpoint, SecretsCacheProperties::needsServer);
        if (!ClassUtils.isPresent(EMBEDDED_CLIENT, null)) {
            throw unfit("mode", mode, "Add secrets-cache-client-embedded, which is not on the class path.");
        }
        return EmbeddedClients.of(this);
    }

    private SecretsCacheClient serverClient() {
        SecretsCacheClientBuilder builder = SecretsCacheClient.builder();
        set("endpoint", endpoint, builder::endpoint);
        set("aws-endpoint", awsEndpoint, builder::awsEndpoint);
        set("connect-timeout", connectTimeout, builder::connectTimeout);
        set("read-timeout", readTimeout, builder::readTimeout);
        set("call-timeout", callTimeout, builder::callTimeout);
        set("near-cache-size", nearCacheSize, builder::nearCacheSize);
        set("rotation-budget", rotationBudget, builder::rotationBudget);
        return builder.rotationStages(rotationStages.toArray(String[]::new)).build();
    }

    private static void needsServer(URI endpoint) {
        throw new IllegalArgumentException("An embedded cache has no server; take the endpoint out, or the mode.");
    }

    private static InvalidConfigurationPropertyValueException unfit(String property, Object value, String reason) {
        return new InvalidConfigurationPropertyValueException(PREFIX + "." + property, value, reason);
    }
}
