package io.github.secretscache.client.embedded.samples;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.embedded.EmbeddedSecretsCacheClient;

public final class Invoices {
    public static void main(String[] args) {
        try (EmbeddedSecretsCacheClient secrets = EmbeddedSecretsCacheClient.create()) {
            Secret key = secrets.get("prod/api-key");
            System.out.println("calling as " + key.field("user"));
        }
    }
}
