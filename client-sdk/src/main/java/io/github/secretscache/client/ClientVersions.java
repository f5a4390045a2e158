package io.github.secretscache.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The versions of any client, such as a fake: without a near cache, and with the client's own time limits. */
record ClientVersions(SecretsCacheClient client) implements SecretRotation.Versions {
    @Override
    public Secret current(String name) {
        return client.get(name);
    }

    @Override
    public @Nullable Secret kept(String name) {
        return null;
    }

    @Override
    public Secret refreshed(String name, @Nullable String versionStage, Duration limit) {
        return versionStage == null ? client.refresh(name) : client.getVersion(name, versionStage);
    }
}
