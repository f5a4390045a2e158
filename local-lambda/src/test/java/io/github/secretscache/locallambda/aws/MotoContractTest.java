package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.testing.Moto;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** {@link Moto} keeps the contract too. */
class MotoContractTest extends SecretsManagerContract {
    @Override
    SecretsManagerClient client() {
        return SecretsClients.http(Moto.address());
    }
}
