package io.github.secretscache.spring;

import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
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
                        actionFor(absent.getCause()),
                        failure);
            }
            if (next instanceof SecretsCacheException unread) {
                return new FailureAnalysis(
                        "A bean needs the secret \"" + unread.secretName() + "\": " + unread.getMessage(),
                        actionFor(unread),
                        failure);
            }
            if (next instanceof BindException unfit
                    && unfit.getProperty() != null
                    && unfit.getProperty().getSource() != null
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

    /** {@return what to do about the failure of a read} */
    static String actionFor(Throwable failure) {
        if (failure instanceof SecretNotFoundException) {
            return "Correct the name, or create the secret. An import may begin with optional: if it may be absent.";
        }
        if (failure instanceof SecretsCacheUnavailableException) {
            return "Start the Secrets Cache server, or set secrets-cache.endpoint to its address; in the mode embedded,"
                    + " look at network, region and credentials. An import that begins with optional: is skipped.";
        }
        if (failure instanceof SecretAccessDeniedException) {
            return "Allow secretsmanager:GetSecretValue for it. optional: covers a secret that does not exist, not one"
                    + " that may not be read.";
        }
        return failure instanceof SecretsCacheException
                ? "Correct the secret. An import needs a JSON object, or a text that does not begin with {."
                : "Correct the name of the secret, or the variable of the environment.";
    }
}
