package io.github.secretscache.spring;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The caches in this process, one for each set of settings. Imports, which come before there are beans, share it with
 * the bean and with each refresh, for which Spring resolves the imports anew. The application closes it with the bean.
 */
final class EmbeddedClients {
    private static final Map<SecretsCacheProperties, EmbeddedSecretsCacheClient> CLIENTS = new ConcurrentHashMap<>();

    private EmbeddedClients() {}

    static SecretsCacheClient of(SecretsCacheProperties settings) {
        return CLIENTS.computeIfAbsent(settings, EmbeddedClients::make);
    }

    static void close(SecretsCacheClient client) {
        if (client instanceof EmbeddedSecretsCacheClient embedded
                && CLIENTS.values().remove(embedded)) {
            embedded.close();
        }
    }

    private static EmbeddedSecretsCacheClient make(SecretsCacheProperties settings) {
        EmbeddedSecretsCacheClient.Builder builder = EmbeddedSecretsCacheClient.builder()
                .rotationStages(settings.rotationStages().toArray(String[]::new));
        if (settings.rotationBudget() != null) {
            builder.rotationBudget(settings.rotationBudget());
        }
        return builder.build();
    }
}
