package io.github.secretscache.client.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.JsonDecoder;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemorySecretsCacheClientTest {
    private final InMemorySecretsCacheClient client = InMemorySecretsCacheClient.create();

    record Login(String username, String password) {}

    @Test
    void get_putText_isReadTypedAndCounted() {
        client.put("db", "{\"username\":\"anika\",\"password\":\"one\"}");

        assertThat(client.get("db").field("username")).isEqualTo("anika");
        assertThat(client.get("db", Login.class)).isSameAs(client.get("db", Login.class));
        assertThat(client.get("db").versionId()).isEqualTo("v1");
        assertThat(client.get("db").versionStages()).containsExactly("AWSCURRENT");
        assertThat(client.reads("db")).isEqualTo(5);
    }

    @Test
    void get_putBytes_isBinary() {
        client.put("key", new byte[] {1, 2});
        client.put("key", new byte[] {3, 4});

        assertThat(client.get("key").asBytes()).containsExactly(3, 4);
        assertThat(client.getVersion("key", "AWSPREVIOUS").asBytes()).containsExactly(1, 2);
    }

    @Test
    void put_again_rotates() {
        client.put("db", "one").put("db", "two").putAt("AWSPENDING", "db", "three");

        assertThat(client.refresh("db").asString()).isEqualTo("two");
        assertThat(client.getVersion("db", "AWSPREVIOUS").asString()).isEqualTo("one");
        assertThat(client.getVersion("db", "AWSPREVIOUS").versionId()).isEqualTo("v1");
        assertThat(client.getVersion("db", "AWSPENDING").asString()).isEqualTo("three");
    }

    @Test
    void get_unknownOrRemoved_isNotFoundAndSaysWhatToDo() {
        client.put("db", "one").remove("db");

        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.get("db"))
                .withMessageContaining("put(...)");
    }

    @Test
    void fail_eachWay_isItsExceptionUntilItRecovers() {
        client.put("db", "one").fail("db", SecretFailure.NOT_FOUND);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretNotFoundException.class);
        client.fail("db", SecretFailure.ACCESS_DENIED);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretAccessDeniedException.class);
        client.fail("db", SecretFailure.UNAVAILABLE);
        assertThatThrownBy(() -> client.refresh("db")).isInstanceOf(SecretsCacheUnavailableException.class);
        client.fail("db", SecretFailure.CONNECTION_CUT);
        assertThatThrownBy(() -> client.get("db")).isInstanceOf(SecretsCacheUnavailableException.class);

        assertThat(client.recover("db").get("db").asString()).isEqualTo("one");
    }

    @Test
    void useSecret_refusedAtFirst_findsTheNewValueByRefreshing() {
        client.put("db", "one");

        Secret accepted = client.useSecret(
                "db",
                Secret.class,
                secret -> {
                    if (secret.asString().equals("one")) {
                        client.put("db", "two");
                        throw new IllegalStateException("refused");
                    }
                    return secret;
                },
                IllegalStateException.class::isInstance);

        assertThat(accepted.asString()).isEqualTo("two");
    }

    @Test
    void getAll_severalSecrets_areRead() {
        client.put("db", "one").put("key", "two");

        assertThat(client.getAll(List.of("key", "db"))).containsOnlyKeys("key", "db");
    }

    @Test
    void put_again_tellsTheListenersUntilTheyAreRemoved() {
        List<String> heard = new ArrayList<>();
        SecretChangeListener listener = (previous, current) -> heard.add(previous + " " + current.versionId());
        client.addChangeListener(listener);
        client.put("db", "one").put("db", "two");
        client.removeChangeListener(listener);
        client.put("db", "three");

        assertThat(heard).containsExactly("v1 v2");
    }

    @Test
    void create_strictDecoder_refusesWhatLacksAComponent() {
        InMemorySecretsCacheClient strict = InMemorySecretsCacheClient.create(JsonDecoder.strict());
        strict.put("db", "{\"username\":\"anika\"}");

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> strict.get("db", Login.class))
                .withMessageContaining("field \"password\" is missing");
    }

    @Test
    void parameters_putAndLabelled_areReadByVersionAndLabel() {
        client.put("/app/flags", "of a secret");
        client.parameters().put("/app/flags", "one").putAt("live", "/app/flags", "a,b");

        assertThat(client.getParameter("/app/flags").asList()).containsExactly("a", "b");
        assertThat(client.getParameter("/app/flags").versionId()).isEqualTo("2");
        assertThat(client.getParameter("/app/flags", "1").asString()).isEqualTo("one");
        assertThat(client.getParameter("/app/flags", "live").versionStages()).containsExactly("live");
        assertThat(client.get("/app/flags").asString()).isEqualTo("of a secret");
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client.getParameter("/app/flags", "3"))
                .withMessageStartingWith("Parameter \"/app/flags\"");
    }
}
