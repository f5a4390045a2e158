package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheClientBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/**
 * Settings of the client and of the refresh. The defaults are those of {@link SecretsCacheClientBuilder}.
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
        @Nullable Duration connectTimeout,
        @Nullable Duration readTimeout,
        @Nullable Duration callTimeout,
        @Nullable Integer nearCacheSize,
        @Nullable Duration rotationBudget,
        @DefaultValue List<String> rotationStages,
        @DefaultValue("60s") Duration refreshInterval) {
    static final String PREFIX = "secrets-cache";
    static final String EMBEDDED_CLIENT = "io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient";

    /** Where the cache is. */
    enum Mode {
        SERVER,
        EMBEDDED
    }

    SecretsCacheClient client() {
        return mode == Mode.SERVER ? serverClient() : embeddedClient();
    }

    private SecretsCacheClient embeddedClient() {
        URI address = endpoint == null ? awsEndpoint : endpoint;
        if (address != null) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".mode", mode, "An embedded cache has no server; take the endpoint " + address + " out.");
        }
        if (!ClassUtils.isPresent(EMBEDDED_CLIENT, null)) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".mode", mode, "Add secrets-cache-client-embedded, which is not on the class path.");
        }
        return EmbeddedClients.of(this);
    }

    private SecretsCacheClient serverClient() {
        SecretsCacheClientBuilder builder = SecretsCacheClient.builder();
        if (endpoint != null) {
            builder.endpoint(endpoint);
        }
        if (awsEndpoint != null) {
            builder.awsEndpoint(awsEndpoint);
        }
        if (connectTimeout != null) {
            builder.connectTimeout(connectTimeout);
        }
        if (readTimeout != null) {
            builder.readTimeout(readTimeout);
        }
        if (callTimeout != null) {
            builder.callTimeout(callTimeout);
        }
        if (nearCacheSize != null) {
            builder.nearCacheSize(nearCacheSize);
        }
        if (rotationBudget != null) {
            builder.rotationBudget(rotationBudget);
        }
        return builder.rotationStages(rotationStages.toArray(String[]::new)).build();
    }
}
