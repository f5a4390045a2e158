package io.github.secretscache.client.testing;

import io.github.secretscache.client.Secret;
import java.util.List;

/**
 * A version of a secret at one stage.
 *
 * @param secret shows nothing of its value
 * @param isText whether it is one of text
 */
record StoredSecret(Secret secret, boolean isText) {
    static StoredSecret text(String name, String text) {
        return new StoredSecret(Secret.of(name, text), true);
    }

    static StoredSecret binary(String name, byte[] bytes) {
        return new StoredSecret(Secret.of(name, bytes), false);
    }

    /** {@return the same value under a version id and at a stage} */
    StoredSecret as(String versionId, String stage) {
        Secret.Builder copy = Secret.builder(secret.name());
        Secret made = (isText ? copy.text(secret.asString()) : copy.bytes(secret.asBytes()))
                .versionId(versionId)
                .versionStages(List.of(stage))
                .build();
        return new StoredSecret(made, isText);
    }
}
