package io.github.secretscache.client.embedded;

import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import io.github.secretscache.client.testing.SecretFailure;

/** The contract, as far as it speaks of reads: the double keeps no time. */
class InMemoryContractTest extends ClientContract {
    private final InMemorySecretsCacheClient client = InMemorySecretsCacheClient.create();

    @Override
    SecretsCacheClient client() {
        return client;
    }

    @Override
    void put(String name, String text) {
        client.put(name, text);
    }

    @Override
    void putBinary(String name, byte[] bytes) {
        client.put(name, bytes);
    }

    @Override
    void putParameter(String name, String text) {
        client.parameters().put(name, text);
    }

    @Override
    void fail(String name, Failing how) {
        client.fail(
                name,
                switch (how) {
                    case NOT_FOUND -> SecretFailure.NOT_FOUND;
                    case DENIED -> SecretFailure.ACCESS_DENIED;
                    case UNAVAILABLE -> SecretFailure.UNAVAILABLE;
                });
    }
}
