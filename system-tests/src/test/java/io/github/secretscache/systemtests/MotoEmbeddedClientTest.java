package io.github.secretscache.systemtests;

import io.github.secretscache.locallambda.testing.Moto;
import java.net.URI;

/** The embedded client reads from {@link Moto} as it does from our endpoint. */
class MotoEmbeddedClientTest extends EmbeddedClientEmulatorContract {
    @Override
    URI uri() {
        return Moto.address();
    }
}
