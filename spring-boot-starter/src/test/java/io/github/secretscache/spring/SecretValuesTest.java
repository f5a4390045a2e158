package io.github.secretscache.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.secretscache.client.SecretsCacheException;
import io.github.secretscache.client.testing.InMemorySecretsCacheClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.env.MapPropertySource;

/** What is in a secret is what an application gets, by each way in which Spring hands out properties. */
class SecretValuesTest {
    private final InMemorySecretsCacheClient secrets = InMemorySecretsCacheClient.create();

    /** Secrets Manager generates passwords with all of these characters. */
    @Test
    void values_withCharactersOfPlaceholders_stayAsTheyAre() {
        Random random = new Random(5);
        String alphabet = "$${{}}\\:#a.";
        List<String> values = new ArrayList<>(List.of("a${b}c", "${password}", "a\\${b", "${", "\\", "${a:${b}}", ""));
        while (values.size() < 3000) {
            values.add(random.ints(random.nextInt(1, 14), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining()));
        }
        secrets.put("prod/db", json(values));

        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(PropertySourcesPlaceholderConfigurer.class);
            context.getEnvironment().getPropertySources().addFirst(imported("secrets-cache:prod/db?prefix=p."));
            Map<String, Object> copies = new HashMap<>();
            IntStream.range(0, values.size()).forEach(i -> copies.put("copy.v" + i, "<${p.v" + i + "}>"));
            context.getEnvironment().getPropertySources().addLast(new MapPropertySource("copies", copies));
            context.refresh();
            Binder binder = Binder.get(context.getEnvironment());
            for (int i = 0; i < values.size(); i++) {
                String name = "p.v" + i;
                String expected = values.get(i);
                assertThat(context.getEnvironment().getProperty(name)).isEqualTo(expected);
                assertThat(context.getEnvironment().resolveRequiredPlaceholders("${" + name + "}"))
                        .isEqualTo(expected);
                assertThat(context.getEnvironment().resolveRequiredPlaceholders("${none:${" + name + "}}"))
                        .isEqualTo(expected);
                assertThat(context.getBeanFactory().resolveEmbeddedValue("${" + name + "}"))
                        .isEqualTo(expected);
                assertThat(context.getEnvironment().resolveRequiredPlaceholders("a${" + name + "}${" + name + "}b"))
                        .isEqualTo("a" + expected + expected + "b");
                assertThat(binder.bindOrCreate(name, String.class)).isEqualTo(expected);
                assertThat(binder.bind("copy.v" + i, String.class).get()).isEqualTo("<" + expected + ">");
                assertThat(context.getEnvironment().getProperty("copy.v" + i)).isEqualTo("<" + expected + ">");
            }
        }
    }

    @Test
    void propertySource_itself_hasABackslashBeforeAPlaceholder() {
        secrets.put("prod/key", "a${b}c$d${");

        assertThat(imported("secrets-cache:prod/key").getProperty("key")).isEqualTo("a\\${b}c$d${");
    }

    @Test
    void json_anyKindOfField_isItsTextOrItsJson() {
        secrets.put(
                "prod/db",
                "{\"n\":1.50,\"b\":true,\"list\":[1,2],\"o\":{\"x\":{\"y\":1}},\"none\":null,\"a.b\":\"dots\",\"a b\":\"space\"}");

        SecretPropertySource imported = imported("secrets-cache:prod/db?prefix=p.");

        assertThat(Arrays.stream(imported.getPropertyNames())
                        .map(name -> name + "=" + imported.getProperty(name))
                        .toList())
                .containsExactly(
                        "p.n=1.50", "p.b=true", "p.list=[1,2]", "p.o={\"x\":{\"y\":1}}", "p.a.b=dots", "p.a b=space");
    }

    @Test
    void text_anyKind_isOneProperty() {
        for (String text : List.of("abc", "", "[1,2]", "\"quoted\"", "5432", "a{b}", "x".repeat(65_536))) {
            secrets.put("prod/key", text);

            SecretPropertySource imported = imported("secrets-cache:prod/key?prefix=p.");

            assertThat(imported.getPropertyNames()).containsExactly("p.key");
            assertThat(imported.getProperty("p.key")).isEqualTo(text);
        }
    }

    @Test
    void secret_binaryOrBrokenJson_isRefused() {
        secrets.put("prod/bytes", new byte[] {1, 2, 3}).put("prod/hash", "{bcrypt}$2a$10$hunter2");

        assertThatThrownBy(() -> imported("secrets-cache:prod/bytes"))
                .isInstanceOf(SecretsCacheException.class)
                .hasMessageContaining("is binary");
        assertThatThrownBy(() -> imported("secrets-cache:prod/hash"))
                .isInstanceOf(SecretsCacheException.class)
                .hasMessageContaining("is not a JSON object")
                .hasMessageNotContaining("hunter2");
    }

    private SecretPropertySource imported(String location) {
        return new SecretPropertySource(Imports.of(location, new ImportingDocument()), secrets);
    }

    private static String json(List<String> values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> "\"v" + i + "\":\"" + values.get(i).replace("\\", "\\\\") + "\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
