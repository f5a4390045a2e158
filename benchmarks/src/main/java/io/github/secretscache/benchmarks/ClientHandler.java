package io.github.secretscache.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.secretscache.client.SecretsCacheClient;
import java.util.Map;

/** A function of {@link ColdStart} that reads its secret by client-sdk from the layer. */
public final class ClientHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final SecretsCacheClient secrets = SecretsCacheClient.create();

    /** Made by Lambda. */
    public ClientHandler() {}

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        return Map.of("length", secrets.get(Stage.FIRST).asString().length());
    }
}
