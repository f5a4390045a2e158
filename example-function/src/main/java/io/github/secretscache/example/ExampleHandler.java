package io.github.secretscache.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads {@code secret_now} from the Secrets Cache extension and answers with its field names, version and age, but
 * never with a value. Thread-safe.
 */
public final class ExampleHandler implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private static final String SECRET_NAME = "secret_now";

    private final SecretsCacheClient secrets;

    /** Called by Lambda; creates a client with every default. */
    public ExampleHandler() {
        this(SecretsCacheClient.create());
    }

    ExampleHandler(SecretsCacheClient secrets) {
        this.secrets = secrets;
    }

    /**
     * {@return the secret's {@code name}, {@code fields}, {@code versionId}, {@code ageSeconds}, {@code stale} and
     *     {@code readMicros}, the time that the read took}
     *
     * @param event not read
     * @param context logs one line
     */
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        long start = System.nanoTime();
        Secret secret = secrets.get(SECRET_NAME);
        long readMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        List<String> fields = List.copyOf(secret.fieldNames());
        long ageSeconds = secret.age().toSeconds();
        context.getLogger()
                .log("Response from cache: fields " + fields + " of " + SECRET_NAME + ", version " + secret.versionId()
                        + ", age " + ageSeconds + " s");
        return Map.of(
                "name", SECRET_NAME,
                "fields", fields,
                "versionId", secret.versionId(),
                "ageSeconds", ageSeconds,
                "stale", secret.isStale(),
                "readMicros", readMicros);
    }
}
