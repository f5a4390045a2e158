package io.github.secretscache.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.SecretsCacheClient;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExampleHandlerTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final List<String> log = new ArrayList<>();

    @Test
    void handleRequest_secretThere_logsAndAnswersWhatMayBeKnown() {
        Secret secret = Secret.builder("secret_now")
                .text("{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}")
                .versionId("v1")
                .clock(InstantSource.fixed(NOW))
                .fetchedAt(NOW.minusSeconds(7))
                .timeToLive(Duration.ofMinutes(10))
                .build();

        Map<String, Object> answer = new ExampleHandler(new Fake(secret)).handleRequest(Map.of(), context());

        assertThat(answer)
                .containsOnly(
                        Map.entry("name", "secret_now"),
                        Map.entry("fields", List.of("username", "password")),
                        Map.entry("versionId", "v1"),
                        Map.entry("ageSeconds", 7L),
                        Map.entry("stale", false));
        assertThat(log)
                .containsExactly("Response from cache: fields [username, password] of secret_now, version v1, age 7 s");
        assertThat(answer + " " + log).doesNotContain("anika").doesNotContain("aDM4N3");
    }

    @Test
    void handleRequest_secretMissing_failsTheInvocation() {
        assertThatThrownBy(() -> new ExampleHandler(new Fake(null)).handleRequest(Map.of(), context()))
                .isInstanceOf(SecretNotFoundException.class);
        assertThat(log).isEmpty();
    }

    private Context context() {
        LambdaLogger logger = new LambdaLogger() {
            @Override
            public void log(String message) {
                log.add(message);
            }

            @Override
            public void log(byte[] message) {
                throw new UnsupportedOperationException();
            }
        };
        return (Context) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getLogger");
                    return logger;
                });
    }

    private record Fake(Secret secret) implements SecretsCacheClient {
        @Override
        public Secret get(String name) {
            if (secret == null || !secret.name().equals(name)) {
                throw new SecretNotFoundException(name, "no such secret", null);
            }
            return secret;
        }

        @Override
        public Secret refresh(String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Secret getVersion(String name, String versionStage) {
            throw new UnsupportedOperationException();
        }
    }
}
