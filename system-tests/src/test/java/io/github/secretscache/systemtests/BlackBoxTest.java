package io.github.secretscache.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import io.github.secretscache.core.ListedSecret;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.http.ServeOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What client-sdk and http-frontend agree on. */
class BlackBoxTest extends BlackBoxFixture {
    @BeforeEach
    void start() {
        open(
                List.of(
                        ListedSecret.of(SecretId.of("secret_now")),
                        ListedSecret.of(SecretId.of("prod/db")).servedAs("db")),
                ServeOptions.builder());
    }

    @Test
    void get_jsonSecret_isTypedAndTellsItsVersion() {
        String version = source.put("secret_now", "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}");

        Secret secret = client.get("secret_now");

        assertThat(secret.field("username")).isEqualTo("anika");
        assertThat(secret.versionId()).isEqualTo(version);
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT");
        assertThat(secret.isStale()).isFalse();
        assertThat(client.get("secret_now", Map.class).get("username")).isEqualTo("anika");
    }

    @Test
    void get_nameOfEveryShape_isTheSecretAskedFor() {
        for (String name : List.of("a/b/c", "with space", "per%cent", "plus+sign", "a=b@c_d-e.f")) {
            source.put(name, "value of " + name);

            assertThat(client.get(name).asString()).isEqualTo("value of " + name);
        }
    }

    @Test
    void get_byArn_isTheSecretAskedFor() {
        source.put("prod/key", "by ARN");

        assertThat(client.get(source.arn("prod/key")).asString()).isEqualTo("by ARN");
    }

    @Test
    void get_servedUnderAnotherName_isTheSecretListed() {
        source.put("prod/db", "for db");

        assertThat(client.get("db").asString()).isEqualTo("for db");
    }

    @Test
    void get_binarySecret_hasTheSameBytes() {
        byte[] bytes = {0, 1, (byte) 0xff, '\n', (byte) 0xc3, 0x28};
        source.putBinary("key", bytes);

        assertThat(client.get("key").asBytes()).isEqualTo(bytes);
    }

    @Test
    void get_rotatedSecret_isNewAfterTheTtl() {
        source.put("secret_now", "old");
        client.get("secret_now");
        source.put("secret_now", "new");

        assertThat(client.get("secret_now").asString()).isEqualTo("old");
        clock.advance(TTL.multipliedBy(2));

        assertThat(client.get("secret_now").asString()).isEqualTo("new");
    }

    @Test
    void refresh_rotatedSecret_isNewAtOnce() {
        source.put("secret_now", "old");
        client.get("secret_now");
        source.put("secret_now", "new");

        assertThat(client.refresh("secret_now").asString()).isEqualTo("new");
    }

    @Test
    void getVersion_previous_isTheOldValue() {
        String old = source.put("secret_now", "old");
        source.put("secret_now", "new");
        source.stage("secret_now", "AWSPREVIOUS", old);

        assertThat(client.getVersion("secret_now", "AWSPREVIOUS").asString()).isEqualTo("old");
    }

    @Test
    void get_outage_isTheOldValueMarkedStale() {
        source.put("secret_now", "kept");
        client.get("secret_now");
        source.outage(Reason.SERVICE_FAILED);
        clock.advance(TTL.multipliedBy(2));

        Secret secret = client.get("secret_now");

        assertThat(secret.asString()).isEqualTo("kept");
        assertThat(secret.isStale()).isTrue();
    }

    @Test
    void get_unknownSecret_isNotFound() {
        assertThatThrownBy(() -> client.get("no_such_secret"))
                .isInstanceOf(SecretNotFoundException.class)
                .hasMessageContaining("no_such_secret");
    }

    @Test
    void get_deniedSecret_saysWhichPermissionIsMissing() {
        source.put("secret_now", "closed");
        source.fail("secret_now", Reason.ACCESS_DENIED);

        assertThatThrownBy(() -> client.get("secret_now"))
                .isInstanceOf(SecretAccessDeniedException.class)
                .hasMessageContaining("secret_now");
    }

    @Test
    void get_outageWithNothingCached_isUnavailable() {
        source.outage(Reason.CONNECTION_FAILED);

        assertThatThrownBy(() -> client.get("secret_now"))
                .isInstanceOf(SecretsCacheUnavailableException.class)
                .hasMessageContaining("secret_now");
    }
}
