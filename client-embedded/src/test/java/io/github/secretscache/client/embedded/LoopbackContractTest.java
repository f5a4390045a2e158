package io.github.secretscache.client.embedded;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.core.SecretsCache;
import io.github.secretscache.http.HttpFrontend;
import io.github.secretscache.http.ServeOptions;
import java.net.URI;

/** The contract, over HTTP: client-sdk, a real port, the server of the extension. */
class LoopbackContractTest extends CachingContract {
    private static final String TOKEN = "a-token-of-this-test";

    private HttpFrontend frontend;

    @Override
    SecretsCacheClient open(SecretsCache over, Options options) {
        frontend = HttpFrontend.builder().port(0).clock(clock).start();
        frontend.serve(over, ServeOptions.builder().token(TOKEN).build());
        return SecretsCacheClient.builder()
                .endpoint(URI.create("http://127.0.0.1:" + frontend.ports().get(0)))
                .token(TOKEN)
                .clock(clock)
                .pause(this::pause)
                .rotationBudget(options.rotationBudget())
                .rotationStages(options.rotationStages().toArray(new String[0]))
                .jsonDecoder(options.jsonDecoder())
                .build();
    }

    @Override
    void closeClient() {
        frontend.close();
    }
}
