package io.github.secretscache.locallambda.aws;

import org.junit.jupiter.api.AfterAll;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Our own endpoint keeps the contract. */
class EndpointContractTest extends SecretsManagerContract {
    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();

    @Override
    SecretsManagerClient client() {
        return SecretsClients.https(endpoint);
    }

    @AfterAll
    void close() {
        endpoint.close();
    }
}
