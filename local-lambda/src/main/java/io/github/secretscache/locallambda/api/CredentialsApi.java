package io.github.secretscache.locallambda.api;

import io.github.secretscache.locallambda.http.ApiReply;
import io.github.secretscache.locallambda.http.ApiRequest;
import io.github.secretscache.locallambda.http.LambdaJson;
import io.github.secretscache.locallambda.sandbox.LambdaSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/** Serves credentials as under SnapStart: at an address with a token, instead of keys in variables. */
public final class CredentialsApi {

    static final String PATH = "/2021-04-23/credentials";

    private static final Duration LIFETIME = Duration.ofHours(6);

    private final Map<String, String> credentials;
    private final boolean enabled;
    private final InstantSource clock;
    private final String token = UUID.randomUUID().toString();

    public CredentialsApi(LambdaSettings settings) {
        this.credentials = settings.credentials();
        this.enabled = settings.snapStart();
        this.clock = settings.clock();
    }

    /** {@return the two variables that point here} */
    public Map<String, String> variables(String runtimeApi) {
        return Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "http://" + runtimeApi + PATH,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                token);
    }

    ApiReply handle(ApiRequest request) {
        byte[] given = request.header("Authorization").getBytes(StandardCharsets.UTF_8);
        if (!enabled || !MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8))) {
            return ApiReply.NOT_FOUND;
        }
        return ApiReply.json(
                200,
                LambdaJson.object()
                        .put("AccessKeyId", credentials.get("AWS_ACCESS_KEY_ID"))
                        .put("SecretAccessKey", credentials.get("AWS_SECRET_ACCESS_KEY"))
                        .put("Token", credentials.get("AWS_SESSION_TOKEN"))
                        .put("Expiration", clock.instant().plus(LIFETIME).toString()));
    }
}
