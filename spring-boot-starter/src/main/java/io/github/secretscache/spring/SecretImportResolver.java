package io.github.secretscache.spring;

import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;

/** Resolves {@code secrets-cache:} in {@code spring.config.import}. */
final class SecretImportResolver implements ConfigDataLocationResolver<SecretImport> {
    /** By the context, of which Spring makes one for each document of a file. */
    private final Map<Object, ImportingDocument> documents = new WeakHashMap<>();

    @Override
    public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return location.hasPrefix(SecretImport.SCHEME);
    }

    @Override
    public List<SecretImport> resolve(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        SecretsCacheProperties settings =
                context.getBinder().bindOrCreate(SecretsCacheProperties.PREFIX, SecretsCacheProperties.class);
        // Each import of the command line or the environment has a context of its own, without a parent.
        Object document = context.getParent() == null ? this : context;
        return List.of(new SecretImport(
                location, settings, documents.computeIfAbsent(document, any -> new ImportingDocument())));
    }
}
