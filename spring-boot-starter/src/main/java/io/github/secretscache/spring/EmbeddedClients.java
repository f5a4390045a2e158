package io.github.secretscache.spring;

import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;
import java.util.HashMap;
import java.util.Map;

/**
 * The caches in this process, one for each set of settings. Imports, which come before there are beans, share it with
 * the bean and with each refresh, for which Spring resolves the imports anew. It is closed with the last bean.
 */
final class EmbeddedClients {
    private static final Map<SecretsCacheProperties, EmbeddedSecretsCacheClient> CLIENTS = new HashMap<>();
    private static final Map<EmbeddedSecretsCacheClient, Integer> HOLDERS = new HashMap<>();

    private EmbeddedClients() {}

    static synchronized EmbeddedSecretsCacheClient of(SecretsCacheProperties settings) {
        return CLIENTS.computeIfAbsent(settings, EmbeddedClients::make);
    }

    /** {@return what an application calls when it no longer needs the client} */
    static synchronized Runnable hold(SecretsCacheProperties settings) {
        EmbeddedSecretsCacheClient client = of(settings);
        HOLDERS.merge(client, 1, Integer::sum);
        return () -> release(client);
    }

    private static synchronized void release(EmbeddedSecretsCacheClient client) {
        if (HOLDERS.merge(client, -1, Integer::sum) == 0) {
            HOLDERS.remove(client);
            CLIENTS.values().remove(client);
            client.close();
        }
    }

    private static EmbeddedSecretsCacheClient make(SecretsCacheProperties settings) {
        EmbeddedSecretsCacheClient.Builder builder = EmbeddedSecretsCacheClient.builder()
                .rotationStages(settings.rotationStages().toArray(String[]::new));
        SecretsCacheProperties.set("rotation-budget", settings.rotationBudget(), builder::rotationBudget);
        return builder.build();
    }
}
