package io.github.secretscache.spring;

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
        } catch (SecretsCacheException | IllegalArgumentException e) {
            boolean isAbsent = e instanceof SecretNotFoundException
                    || (resource.optional() && e instanceof SecretsCacheUnavailableException);
            if (!isAbsent) {
                throw new SecretImportException(
                        "The import " + resource + " failed: " + e.getMessage(), SecretFailureAnalyzer.actionFor(e), e);
            }
            if (resource.optional()) {
                log.warn("The optional import " + resource + " is skipped: " + e.getMessage());
            }
            throw new ConfigDataResourceNotFoundException(resource, e);
        }
    }
}
