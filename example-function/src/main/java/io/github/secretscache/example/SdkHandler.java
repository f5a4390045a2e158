package io.github.secretscache.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/**
 * Reads {@code secret_now} with the AWS SDK and knows nothing about a cache: only the variable {@code
 * AWS_ENDPOINT_URL_SECRETS_MANAGER} points it there. Thread-safe.
 */
public final class SdkHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final SecretsManagerClient client = SecretsManagerClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    /** Called by Lambda. */
    public SdkHandler() {}

    /**
     * {@return the secret's {@code versionId} and {@code readMicros}, the time that the read took}
     *
     * @param event not read
     * @param context not used
     */
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        long start = System.nanoTime();
        GetSecretValueResponse secret = client.getSecretValue(request -> request.secretId("secret_now"));
        long readMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        return Map.of("versionId", secret.versionId(), "readMicros", readMicros);
    }
}
