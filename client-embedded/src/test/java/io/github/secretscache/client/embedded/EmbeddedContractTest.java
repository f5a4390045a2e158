package io.github.secretscache.client.embedded;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.core.SecretsCache;

/** The contract, with the cache in the same process. */
class EmbeddedContractTest extends CachingContract {
    private EmbeddedSecretsCacheClient client;

    @Override
    SecretsCacheClient open(SecretsCache over, Options options) {
        client = EmbeddedSecretsCacheClient.builder()
                .cache(over)
                .clock(clock)
                .pause(this::pause)
                .rotationBudget(options.rotationBudget())
                .rotationStages(options.rotationStages().toArray(new String[0]))
                .jsonDecoder(options.jsonDecoder())
                .build();
        return client;
    }

    @Override
    void closeClient() {
        client.close();
    }
}
