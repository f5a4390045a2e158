package io.github.secretscache.client.testing;

import io.github.secretscache.client.Secret;
import java.util.List;

/**
 * A version of a secret at one stage.
 *
 * @param secret shows nothing of its value
 * @param isText whether it is one of text
 */
record TestVersion(Secret secret, boolean isText) {
    static TestVersion text(String name, String text) {
        return new TestVersion(Secret.of(name, text), true);
    }

    static TestVersion binary(String name, byte[] bytes) {
        return new TestVersion(Secret.of(name, bytes), false);
    }

    /** {@return the same value under a version id and at a stage} */
    TestVersion as(String versionId, String stage) {
        Secret.Builder copy = Secret.builder(secret.name());
        Secret made = (isText ? copy.text(secret.asString()) : copy.bytes(secret.asBytes()))
                .versionId(versionId)
                .versionStages(List.of(stage))
                .build();
        return new TestVersion(made, isText);
    }
}
