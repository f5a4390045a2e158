package io.github.secretscache.systemtests;

import io.github.secretscache.locallambda.testing.Moto;
import java.net.URI;

/** The source reads from {@link Moto} as it does from our endpoint. */
class MotoParameterStoreSourceTest extends ParameterStoreSourceContract {
    @Override
    URI uri() {
        return Moto.address();
    }
}
