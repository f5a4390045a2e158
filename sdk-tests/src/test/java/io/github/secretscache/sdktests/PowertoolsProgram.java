package io.github.secretscache.sdktests;

import java.io.IOException;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/** Powertools for AWS Lambda (Java), which remembers nothing here but for a moment. */
final class PowertoolsProgram extends ClientProgram {
    private final SecretsProvider secrets = SecretsProvider.create();

    private PowertoolsProgram() {
        super(SecretsManagerClient.create());
    }

    public static void main(String[] arguments) throws IOException {
        new PowertoolsProgram().run();
    }

    @Override
    String get(String name) {
        return secrets.withMaxAge(1, ChronoUnit.MILLIS).get(name);
    }
}
