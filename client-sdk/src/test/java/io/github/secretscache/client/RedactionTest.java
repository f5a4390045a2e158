package io.github.secretscache.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every type that holds a value or the token shows neither. */
class RedactionTest {
    private static final String VALUE = "hunter2";
    private static final byte[] BYTES = VALUE.getBytes(StandardCharsets.UTF_8);
    private static final Secret SECRET =
            Secret.builder("db").text(VALUE).versionId("v1").build();

    @Test
    void toString_secret_showsNameVersionAndLengthOnly() {
        assertThat(SECRET).hasToString("Secret[name=db, versionId=v1, length=7]");
        assertThat(Secret.of("db", BYTES).toString()).doesNotContain(VALUE);
    }

    @Test
    void toString_whateverHoldsAValue_doesNotShowIt() {
        SecretContent content = new SecretContent(BYTES, VALUE);
        List<Object> holders = List.of(
                content,
                content.decoded(),
                new Reply(200, Map.of(), BYTES, 0),
                new ReadResult.Success(SECRET, "\"v1\""),
                new NearCache.Held(SECRET, "\"v1\"", 1),
                Secret.builder("db").text(VALUE));

        assertThat(holders).allSatisfy(holder -> assertThat(holder.toString()).doesNotContain(VALUE));
    }

    @Test
    void toString_whateverHoldsTheToken_doesNotShowIt() {
        SecretsCacheClientBuilder builder = SecretsCacheClient.builder().token(VALUE);
        ClientSettings settings = builder.settings();

        assertThat(settings.toString()).doesNotContain(VALUE);
        assertThat(new LoopbackHttp(settings).toString()).doesNotContain(VALUE);
        assertThat(builder.toString()).doesNotContain(VALUE);
        assertThat(builder.build().toString()).doesNotContain(VALUE);
    }

    @Test
    void exception_garbageThatMayBeAValue_isNotQuoted() throws Exception {
        try (StubFrontend server = new StubFrontend()) {
            server.answer("/cache/db", StubFrontend.plain(500, VALUE));
            SecretsCacheClient client = server.client().build();

            try {
                client.get("db");
            } catch (SecretsCacheException e) {
                assertThat(Traces.of(e)).doesNotContain(VALUE).contains("status 500 without a problem description");
                return;
            }
            throw new AssertionError("an exception was expected");
        }
    }
}
