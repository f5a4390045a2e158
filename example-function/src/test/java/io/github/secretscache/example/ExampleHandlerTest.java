package io.github.secretscache.example;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import io.github.secretscache.client.SecretNotFoundException;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class ExampleHandlerTest {
    private final InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create();
    private final List<String> log = new ArrayList<>();

    @Test
    void handleRequest_secretThere_logsAndAnswersWhatMayBeKnown() {
        secrets.put("secret_now", "{\"username\":\"anika\",\"password\":\"aDM4N3*!8TT\"}");

        Map<String, Object> answer = new ExampleHandler(secrets).handleRequest(Map.of(), context());

        assertThat(answer)
                .containsOnlyKeys("name", "fields", "versionId", "ageSeconds", "stale", "readMicros")
                .containsEntry("name", "secret_now")
                .containsEntry("fields", List.of("username", "password"))
                .containsEntry("versionId", "v1")
                .containsEntry("stale", false);
        assertThat(log)
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .startsWith("Response from cache: fields [username, password] of secret_now, version v1, age ");
        assertThat(answer + " " + log).doesNotContain("anika").doesNotContain("aDM4N3");
    }

    @Test
    void handleRequest_secretMissing_failsTheInvocation() {
        assertThatThrownBy(() -> new ExampleHandler(secrets).handleRequest(Map.of(), context()))
                .isInstanceOf(SecretNotFoundException.class);
        assertThat(log).isEmpty();
    }

    @Test
    void config_listsTheSecretTheHandlerReads() throws IOException {
        assertThat(Files.readString(Path.of("config.yaml"))).contains("SecretManagers:", "- secret_now");
        assertThat(Path.of("nodejs", "config.yaml")).hasSameTextualContentAs(Path.of("config.yaml"));
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
}
