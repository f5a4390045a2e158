package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.config.ConfigDataResourceNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.Order;

/** Says why an application that needs a secret does not start, and what to do. */
@Order(0) // before Spring's own analyzer for an import that does not exist
final class SecretFailureAnalyzer implements FailureAnalyzer {
    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable next = failure; next != null; next = next.getCause()) {
            if (next instanceof SecretImportException refused) {
                return new FailureAnalysis(refused.getMessage(), refused.action(), failure);
            }
            if (next instanceof ConfigDataResourceNotFoundException absent
                    && absent.getResource() instanceof SecretImport resource
                    && absent.getCause() != null) {
                return new FailureAnalysis(
                        "The import " + resource + " failed: "
                                + absent.getCause().getMessage(),
                        "Correct the name, create the secret, or begin the import with optional: if it may be absent.",
                        failure);
            }
            if (next instanceof SecretsCacheException unread) {
                return new FailureAnalysis(
                        "A bean needs the secret \"" + unread.secretName() + "\": " + unread.getMessage(),
                        "Make the secret readable for the Secrets Cache server at secrets-cache.endpoint.",
                        failure);
            }
            if (next instanceof BindException unfit
                    && unfit.getProperty() != null
                    && unfit.getProperty().getSource().getUnderlyingSource() instanceof SecretPropertySource source) {
                return new FailureAnalysis(
                        "The property " + unfit.getName() + " of the import " + source.getSource() + " is no "
                                + unfit.getTarget().getType() + ".",
                        "Correct the field in the secret, or the type that the property is bound to.",
                        failure);
            }
        }
        return null;
    }
}
