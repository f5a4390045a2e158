package io.github.secretscache.spring;

import java.lang.ref.WeakReference;
import java.util.List;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;

/** Resolves {@code secrets-cache:} in {@code spring.config.import}. */
final class SecretImportResolver implements ConfigDataLocationResolver<SecretImport> {
    /** For imports of the command line and the environment, each of which has its own context. */
    private final ImportingDocument beforeAllFiles = new ImportingDocument();

    /** Spring makes a context for each document of a file, and resolves all imports of a document in one go. */
    private WeakReference<ConfigDataLocationResolverContext> latest = new WeakReference<>(null);

    private ImportingDocument latestDocument = new ImportingDocument();

    @Override
    public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        return location.hasPrefix(SecretImport.SCHEME);
    }

    @Override
    public List<SecretImport> resolve(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
        SecretsCacheProperties settings =
                context.getBinder().bindOrCreate(SecretsCacheProperties.PREFIX, SecretsCacheProperties.class);
        return List.of(SecretImport.of(location, settings, documentOf(context)));
    }

    private ImportingDocument documentOf(ConfigDataLocationResolverContext context) {
        if (context.getParent() == null) {
            return beforeAllFiles;
        }
        if (latest.get() != context) {
            latest = new WeakReference<>(context);
            latestDocument = new ImportingDocument();
        }
        return latestDocument;
    }
}
