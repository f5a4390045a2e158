package io.github.secretscache.spring;

import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.logging.DeferredLogFactory;

/** Reads an imported secret. An optional one may be missing or unreachable, but not denied or malformed. */
final class SecretImportLoader implements ConfigDataLoader<SecretImport> {
    private final Log log;
    private final Map<SecretsCacheProperties, SecretsCacheClient> clients = new HashMap<>();

    SecretImportLoader(DeferredLogFactory logs) {
        this.log = logs.getLog(SecretImportLoader.class);
    }

    @Override
    public ConfigData load(ConfigDataLoaderContext context, SecretImport resource) {
        try {
            SecretsCacheClient client = clients.computeIfAbsent(resource.settings(), SecretsCacheProperties::client);
            SecretProperties properties = SecretProperties.of(client.get(resource.secret()), resource.prefix());
            resource.document().add(resource, properties.names());
            return new ConfigData(List.of(new SecretPropertySource(resource, properties)));
        } catch (SecretNotFoundException e) {
            throw new ConfigDataResourceNotFoundException(resource, e);
        } catch (SecretsCacheUnavailableException e) {
            if (resource.optional()) {
                log.warn("The optional import " + resource + " is skipped: " + e.getMessage());
                throw new ConfigDataResourceNotFoundException(resource, e);
            }
            throw failure(
                    resource,
                    e,
                    "Start the Secrets Cache server, or set secrets-cache.endpoint to its address. An"
                            + " import that begins with optional: is skipped if the server cannot be reached.");
        } catch (SecretAccessDeniedException e) {
            throw failure(
                    resource,
                    e,
                    "Allow secretsmanager:GetSecretValue for it, or remove the import. optional: covers"
                            + " a secret that does not exist, not one that may not be read.");
        } catch (SecretsCacheException e) {
            throw failure(resource, e, "Put a JSON object or a text into the secret, or remove the import.");
        }
    }

    private static SecretImportException failure(SecretImport resource, SecretsCacheException cause, String action) {
        return new SecretImportException("The import " + resource + " failed: " + cause.getMessage(), action, cause);
    }
}
