package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.client.Secret;
import io.github.secretscache.client.SecretsCacheClient;
import io.github.secretscache.client.testing.SecretsCacheTestServer;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CountingClientTest {
    /** They end in get, rotation and parameters, which are passed on. */
    private static final List<String> CONVENIENCES = List.of("get", "useSecret", "getParameter");

    @Test
    void methods_allOfThePort_arePassedOn() {
        Stream<Method> notOverridden = Arrays.stream(SecretsCacheClient.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !(method.isDefault() && CONVENIENCES.contains(method.getName())))
                .filter(method -> Arrays.stream(CountingClient.class.getDeclaredMethods())
                        .noneMatch(own -> own.getName().equals(method.getName())));

        assertThat(notOverridden).isEmpty();
    }

    @Test
    void values_thatTheClientDoesNotKeep_areNotKeptByTheCount() {
        try (SecretsCacheTestServer server = SecretsCacheTestServer.create().put("prod/db", "hunter2")) {
            CountingClient counting =
                    new CountingClient(server.clientBuilder().nearCacheSize(0).build(), () -> {});
            WeakReference<Secret> read = new WeakReference<>(counting.get("prod/db"));

            for (int i = 0; i < 100 && !read.refersTo(null); i++) {
                System.gc();
            }

            assertThat(read.refersTo(null)).isTrue();
            assertThat(counting.misses()).isEqualTo(1);
        }
    }

    @Test
    void get_afterRefresh_isAHit() {
        try (SecretsCacheTestServer server = SecretsCacheTestServer.create().put("prod/db", "hunter2")) {
            CountingClient counting = new CountingClient(server.client(), () -> {});
            counting.get("prod/db");
            server.put("prod/db", "hunter3");
            counting.refresh("prod/db");

            counting.get("prod/db");

            assertThat(counting.hits()).isEqualTo(1);
            assertThat(counting.misses()).isEqualTo(2);
        }
    }
}
