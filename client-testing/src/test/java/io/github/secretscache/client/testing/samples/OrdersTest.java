package io.github.secretscache.client.testing.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import org.junit.jupiter.api.Test;

class OrdersTest {
    @Test
    void login_afterARotation_isTheNewOne() {
        InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create();
        secrets.put("prod/db", "{\"username\":\"app\",\"password\":\"one\"}");
        secrets.put("prod/db", "{\"username\":\"app\",\"password\":\"two\"}");

        Secret login = secrets.get("prod/db"); // in your code, which has the client as a SecretsCacheClient

        assertEquals("two", login.field("password"));
    }
}
