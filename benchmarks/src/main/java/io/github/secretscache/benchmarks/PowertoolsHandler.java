package io.github.secretscache.benchmarks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;
import software.amazon.lambda.powertools.parameters.secrets.SecretsProvider;

/** A function of {@link ColdStart} that reads its secret by Powertools for AWS Lambda. */
public final class PowertoolsHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final SecretsProvider secrets = SecretsProvider.create();

    /** Made by Lambda. */
    public PowertoolsHandler() {}

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        return Map.of("length", secrets.get(Stage.FIRST).length());
    }
}
