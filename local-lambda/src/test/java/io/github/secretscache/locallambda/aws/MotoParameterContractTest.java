package io.github.secretscache.locallambda.aws;

import software.amazon.awssdk.services.ssm.SsmClient;

/** moto keeps the contract of Parameter Store too; {@link MotoContractTest} says how it is started. */
class MotoParameterContractTest extends ParameterStoreContract {
    @Override
    SsmClient client() {
        return SecretsClients.ssm(MotoContractTest.address());
    }
}
