package io.github.secretscache.sdktests;

import java.io.IOException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The AWS SDK for Java with the HTTP client that it finds by itself. */
final class AwsSdkProgram extends ClientProgram {
    private final SecretsManagerClient client;

    private AwsSdkProgram(SecretsManagerClient client) {
        super(client);
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        new AwsSdkProgram(SecretsManagerClient.create()).run();
    }

    @Override
    String get(String name) {
        return client.getSecretValue(request -> request.secretId(name)).secretString();
    }
}
