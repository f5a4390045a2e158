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
            SecretPropertySource properties = new SecretPropertySource(resource, client);
            resource.document().add(properties);
            return new ConfigData(List.of(properties));
        } catch (SecretNotFoundException e) {
            throw absent(resource, e);
        } catch (SecretsCacheUnavailableException e) {
            if (resource.optional()) {
                throw absent(resource, e);
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
            throw failure(
                    resource,
                    e,
                    "Put a JSON object, or a text that does not begin with {, into the secret, or remove the import.");
        } catch (IllegalArgumentException e) {
            throw failure(resource, e, "Correct the name in the import, or the variable of the environment.");
        }
    }

    private ConfigDataResourceNotFoundException absent(SecretImport resource, SecretsCacheException cause) {
        if (resource.optional()) {
            log.warn("The optional import " + resource + " is skipped: " + cause.getMessage());
        }
        return new ConfigDataResourceNotFoundException(resource, cause);
    }

    private static SecretImportException failure(SecretImport resource, RuntimeException cause, String action) {
        return new SecretImportException("The import " + resource + " failed: " + cause.getMessage(), action, cause);
    }
}
