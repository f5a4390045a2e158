package io.github.secretscache.systemtests;

import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;

/** The embedded client reads from the endpoint of local-lambda. */
class EmbeddedClientEmulatorContractTest extends EmbeddedClientEmulatorContract {
    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();

    @Override
    URI uri() {
        return endpoint.httpUri();
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }
}
