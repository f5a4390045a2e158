package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.secretscache.client.SecretsCacheClient;
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
}
