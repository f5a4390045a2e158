package io.github.secretscache.locallambda.aws;

import io.github.secretscache.locallambda.testing.Moto;
import software.amazon.awssdk.services.ssm.SsmClient;

/** {@link Moto} keeps the contract of Parameter Store too. */
class MotoParameterContractTest extends ParameterStoreContract {
    @Override
    SsmClient client() {
        return SecretsClients.ssm(Moto.address());
    }
}
