package io.github.secretscache.locallambda.testing;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.URI;

/**
 * moto, an emulator that others wrote. {@code .ci/run} starts it and says where; elsewhere:
 *
 * <pre>{@code
 * python3 -m venv moto && moto/bin/pip install 'moto[server]' && moto/bin/moto_server -H 127.0.0.1 -p 5555 &
 * SECRETS_CACHE_TEST_MOTO=http://127.0.0.1:5555 mvn verify
 * }</pre>
 */
public final class Moto {
    private static final String VARIABLE = "SECRETS_CACHE_TEST_MOTO";

    private Moto() {}

    /** Where moto listens; without one the test is left out, and where {@code CI} is set it fails. */
    public static URI address() {
        String address = System.getenv(VARIABLE);
        if (address != null) {
            return URI.create(address);
        }
        String message = "the contract was not tested against moto: " + VARIABLE + " does not say where one listens";
        if (System.getenv("CI") != null) {
            fail(message);
        }
        System.err.println("******** A TEST DID NOT RUN: " + message);
        return abort(message);
    }
}
