package io.github.secretscache.sdktests;

import com.amazonaws.secretsmanager.caching.SecretCache;
import java.io.IOException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** aws-secretsmanager-caching-java, each time as in a process that has just begun: with nothing in its own memory. */
final class CachingLibraryProgram extends ClientProgram {
    private final SecretsManagerClient client;

    private CachingLibraryProgram(SecretsManagerClient client) {
        super(client);
        this.client = client;
    }

    public static void main(String[] arguments) throws IOException {
        new CachingLibraryProgram(SecretsManagerClient.create()).run();
    }

    @Override
    String get(String name) {
        // Not closed: that would close the client.
        return new SecretCache(client).getSecretString(name);
    }
}
