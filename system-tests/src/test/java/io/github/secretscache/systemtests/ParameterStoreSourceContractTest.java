package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.core.FetchOutcome;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.locallambda.aws.Fault;
import io.github.secretscache.locallambda.aws.SecretsManagerEndpoint;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The source reads from the endpoint of local-lambda. */
class ParameterStoreSourceContractTest extends ParameterStoreSourceContract {
    private final SecretsManagerEndpoint endpoint = SecretsManagerEndpoint.start();

    @Override
    URI uri() {
        return endpoint.httpUri();
    }

    @AfterAll
    void stop() {
        endpoint.close();
    }

    @AfterEach
    void clearFaults() {
        endpoint.clearFaults();
    }

    @Test
    void fetchBatch_throttled_isTheFailureOfEach() {
        put("/busy/a", "String", "a");
        put("/busy/b", "String", "b");
        endpoint.inject(Fault.of(Fault.Kind.THROTTLE).forOperation("GetParameters"));

        Map<SecretId, FetchOutcome> outcomes = source().fetchBatch(List.of(id("/busy/a"), id("/busy/b")));

        assertThat(outcomes.values())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(
                                ((FetchOutcome.Failed) outcome).cause().reason())
                        .isEqualTo(Reason.THROTTLED));
    }
}
