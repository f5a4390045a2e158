package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.crac.CheckpointException;
import org.crac.Core;
import org.crac.RestoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot, taken through the real org.crac API over a stand-in for the JVM's part ({@code fakecrac}). */
@Timeout(60)
class CheckpointTest {
    @Test
    void checkpoint_keptValues_areDroppedBefore() throws CheckpointException, RestoreException {
        try (StubFrontend server = new StubFrontend().answer("/cache/db", StubFrontend.secret("v1", "value"))) {
            SecretsCacheClient client = server.client().build();
            client.get("db");
            client.get("db");
            assertThat(server.asked()).hasSize(1);

            Core.checkpointRestore();

            client.get("db");
            assertThat(server.asked()).hasSize(2);
            assertThat(server.lastAsked().headers()).doesNotContainKey("If-none-match");
        }
    }
}
