package io.github.secretscache.client.embedded.samples;

import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;

public final class Invoices {
    record ApiKey(String user, String key) {}

    public static void main(String[] args) {
        try (EmbeddedSecretsCacheClient secrets = EmbeddedSecretsCacheClient.create()) {
            ApiKey key = secrets.get("prod/api-key", ApiKey.class);
            System.out.println("calling as " + key.user());
        }
    }
}
