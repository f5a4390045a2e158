package io.github.secretscache.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** A function of {@link ColdStart} that reads its secret by the AWS SDK. */
public final class DirectSdkHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final SecretsManagerClient client = SecretsManagerClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();

    /** Made by Lambda. */
    public DirectSdkHandler() {}

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        String value =
                client.getSecretValue(request -> request.secretId(Stage.FIRST)).secretString();
        return Map.of("length", value.length());
    }
}
