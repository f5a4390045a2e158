package io.github.secretscache.client.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretAccessDeniedException;
import io.github.secretscache.client.SecretChangeListener;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.SecretsCacheUnavailableException;
import java.io.IOException;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SecretsCacheClient} does alike, whatever stands behind it. */
@Timeout(60)
abstract class ClientContract {
    /** A way in which the source of a secret fails. */
    enum Failing {
        NOT_FOUND(SecretNotFoundException.class),
        DENIED(SecretAccessDeniedException.class),
        UNAVAILABLE(SecretsCacheUnavailableException.class);

        private final Class<? extends SecretsCacheException> exception;

        Failing(Class<? extends SecretsCacheException> exception) {
            this.exception = exception;
        }
    }

    record Login(String username, String password) {}

    abstract SecretsCacheClient client();

    /** Makes a secret, or rotates it. */
    abstract void put(String name, String text);

    abstract void putBinary(String name, byte[] bytes);

    /** Makes a parameter, or its next version. */
    abstract void putParameter(String name, String text);

    abstract void fail(String name, Failing how);

    @Test
    void get_textSecret_hasValueNameVersionAndStage() {
        put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}");

        Secret secret = client().get("prod/db");

        assertThat(secret.field("password")).isEqualTo("hunter2");
        assertThat(secret.name()).isEqualTo("prod/db");
        assertThat(secret.versionId()).isNotEmpty();
        assertThat(secret.versionStages()).containsExactly("AWSCURRENT");
        assertThat(secret.isBinary()).isFalse();
        assertThat(secret.isStale()).isFalse();
        assertThat(secret.toString()).contains("prod/db").doesNotContain("hunter2");
    }

    @Test
    void get_binarySecret_isBytesAndNoText() {
        putBinary("key", new byte[] {0, (byte) 0xff});

        assertThat(client().get("key").asBytes()).containsExactly(0, 0xff);
        assertThat(client().get("key").isBinary()).isTrue();
        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client().get("key").asString());
    }

    @Test
    void get_typed_isDecodedOnceForAVersion() {
        put("prod/db", "{\"username\":\"anika\",\"password\":\"hunter2\"}");

        Login login = client().get("prod/db", Login.class);

        assertThat(login).isEqualTo(new Login("anika", "hunter2"));
        assertThat(client().get("prod/db", Login.class)).isSameAs(login);
        assertThat((Map<?, ?>) client().get("prod/db", Map.class)).hasSize(2);
    }

    @Test
    void getVersion_afterARotation_isThePreviousOne() {
        put("prod/db", "one");
        String first = client().get("prod/db").versionId();
        put("prod/db", "two");

        assertThat(client().getVersion("prod/db", "AWSPREVIOUS").asString()).isEqualTo("one");
        assertThat(client().getVersion("prod/db", "AWSPREVIOUS").versionId()).isEqualTo(first);
        assertThat(client().refresh("prod/db").asString()).isEqualTo("two");
    }

    @Test
    void get_whatFails_isTheExceptionOfItsKind() {
        put("prod/db", "hunter2");
        for (Failing how : Failing.values()) {
            String name = "prod/" + how;
            put(name, "hunter2");
            fail(name, how);

            assertThatExceptionOfType(how.exception)
                    .isThrownBy(() -> client().get(name))
                    .satisfies(e -> assertThat(e.secretName()).isEqualTo(name))
                    .withMessageContaining("\"" + name + "\"")
                    .withMessageNotContaining("hunter2");
            assertThatExceptionOfType(how.exception).isThrownBy(() -> client().refresh(name));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "\u00fc/\u20ac",
                "\ud83d\ude00",
                "a%2Fb",
                "100%",
                "a+b&c=d;e",
                "a?b#c",
                "a//b",
                "/a/",
                "a/../b",
                "..",
                ".",
                "~`'\"<>|\\^{}[]()!$,:*@_-"
            })
    void get_anyNameThatIsNone_reachesTheSourceAsItIs(String name) {
        put(name, "of " + name);

        assertThat(client().get(name).asString()).isEqualTo("of " + name);
        assertThat(client().get(name).name()).isEqualTo(name);
        assertThat(client().getAll(List.of(name, name))).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u007fb"})
    void get_nameOrStageThatCannotBeOne_isRefused(String bad) {
        put("db", "one");

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().get(bad));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().refresh(bad));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().getAll(List.of("db", bad)));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().getVersion("db", bad));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().getParameter(bad));
    }

    @Test
    void get_longestName_isReadAndOneMoreIsRefused() {
        String name = "n".repeat(2048);
        put(name, "one");

        assertThat(client().get(name).asString()).isEqualTo("one");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client().get(name + "n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"hunter2\"]", "17", "\"hunter2\"", "hunter2", "", "{\"username\":{\"hunter2\":1}}"})
    void get_typedButNoSuchObject_isToldWithoutTheValue(String text) {
        put("prod/db", text);

        assertThatExceptionOfType(SecretsCacheException.class)
                .isThrownBy(() -> client().get("prod/db", Login.class))
                .withMessageContaining("\"prod/db\"")
                .withMessageContaining(Login.class.getName())
                .withMessageNotContaining("hunter2")
                .withNoCause();
    }

    @Test
    void getParameter_versionsAndTypes_areReadLikeSecrets() {
        putParameter("/app/db", "{\"username\":\"anika\",\"password\":\"one\"}");
        putParameter("/app/db", "{\"username\":\"anika\",\"password\":\"two\"}");
        putParameter("/app/list", "a,,b");

        assertThat(client().getParameter("/app/db", Login.class)).isEqualTo(new Login("anika", "two"));
        assertThat(client().getParameter("/app/db").versionId()).isEqualTo("2");
        assertThat(client().getParameter("/app/db", "1").field("password")).isEqualTo("one");
        assertThat(client().getParameter("/app/list").asList()).containsExactly("a", "", "b");
        assertThat(client().parameters().getAll(List.of("/app/list", "/app/db")).keySet())
                .containsExactly("/app/list", "/app/db");
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client().getParameter("/none"))
                .withMessageStartingWith("Parameter \"/none\" ");
        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client().getParameter("/app/db", "7"));
    }

    @Test
    void getVersion_unknownStage_isNotFound() {
        put("prod/db", "one");

        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client().getVersion("prod/db", "AWSPENDING"));
    }

    @Test
    void getAll_severalSecrets_areInTheOrderAskedFor() {
        put("b", "two");
        put("a", "one");

        assertThat(client().getAll(List.of("b", "a", "b")).values())
                .extracting(Secret::asString)
                .containsExactly("two", "one");
        assertThat(client().getAll(List.of())).isEmpty();
    }

    @Test
    void getAll_someFail_throwsTheFirstWithTheOthers() {
        put("a", "one");
        put("c", "three");
        fail("c", Failing.DENIED);

        assertThatExceptionOfType(SecretNotFoundException.class)
                .isThrownBy(() -> client().getAll(List.of("a", "b", "c")))
                .satisfies(e ->
                        assertThat(e.getSuppressed()).singleElement().isInstanceOf(SecretAccessDeniedException.class));
    }

    @Test
    void changeListener_afterARotation_hearsOnceOfBothVersions() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        put("prod/db", "one");
        SecretsCacheClient client = client();
        client.addChangeListener((previous, current) ->
                heard.add(previous + " " + current.versionId() + " " + current.name() + " " + current.asString()));
        String first = client.get("prod/db").versionId();
        put("prod/db", "two");
        Secret second = client.refresh("prod/db");

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(first + " " + second.versionId() + " prod/db two");
        client.refresh("prod/db");
        assertThat(heard).isEmpty();
    }

    @Test
    void changeListener_thatThrowsAnything_spoilsNothing() throws InterruptedException {
        List<String> uncaught = new CopyOnWriteArrayList<>();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        put("prod/db", "one");
        SecretsCacheClient client = client();
        client.get("prod/db");
        client.addChangeListener((previous, current) -> sneaky(new AssertionError("an error")));
        client.addChangeListener((previous, current) -> sneaky(new IOException("checked")));
        client.addChangeListener((previous, current) -> heard.add(current.asString()));
        UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e.getMessage()));
        try {
            put("prod/db", "two");
            assertThat(client.refresh("prod/db").asString()).isEqualTo("two");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).containsExactly("an error", "checked");
    }

    /** Kotlin declares no exceptions, so its listeners may throw each. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void sneaky(Throwable e) throws X {
        throw (X) e;
    }

    @Test
    void changeListener_thatUsesTheClient_isAnswered() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        put("prod/db", "one");
        put("other", "else");
        SecretsCacheClient client = client();
        client.get("prod/db");
        client.addChangeListener((previous, current) -> heard.add(client.get("prod/db")
                        .asString() + " " + client.refresh("prod/db").asString() + " "
                + client.get("other").asString()));
        put("prod/db", "two");
        client.refresh("prod/db");

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("two two else");
    }

    @Test
    void changeListener_removed_hearsNoMore() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        put("prod/db", "one");
        SecretsCacheClient client = client();
        SecretChangeListener listener = (previous, current) -> heard.add("the removed one");
        client.get("prod/db");
        client.addChangeListener(listener);
        client.addChangeListener((previous, current) -> heard.add(current.asString()));
        client.removeChangeListener(listener);
        put("prod/db", "two");
        client.refresh("prod/db");

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
    }

    @Test
    void useSecret_refusedAfterARotation_usesTheNewValue() {
        put("prod/db", "one");
        List<String> tried = new ArrayList<>();
        SecretsCacheClient client = client();
        client.get("prod/db");
        put("prod/db", "two");

        String accepted = client.useSecret(
                "prod/db",
                String.class,
                password -> {
                    tried.add(password);
                    if (password.equals("one")) {
                        throw new IllegalStateException("refused");
                    }
                    return password;
                },
                IllegalStateException.class::isInstance);

        assertThat(accepted).isEqualTo("two");
        assertThat(tried).endsWith("two").doesNotHaveDuplicates();
    }

    @Test
    void useSecret_anyOtherFailure_isThrownUntouched() {
        put("prod/db", "one");
        UnsupportedOperationException mine = new UnsupportedOperationException();

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> client().useSecret(
                                "prod/db",
                                String.class,
                                password -> {
                                    throw mine;
                                },
                                IllegalStateException.class::isInstance))
                .isSameAs(mine);
    }
}
