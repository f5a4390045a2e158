package io.github.secretscache.http;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretSourceException;
import io.github.secretscache.core.SecretSourceException.Reason;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretValue.Description;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Secrets by name, each made anew by what the test gave for it; {@code slow} things may block. */
final class ScriptedSource implements SecretSource {
    static final String VERSION = "11111111-2222-3333-4444-555555555555";

    private final Map<String, Supplier<SecretValue>> secrets = new ConcurrentHashMap<>();

    ScriptedSource text(String name, String text) {
        return on(name, () -> SecretValue.ofText(describe(name), text));
    }

    ScriptedSource binary(String name, byte[] bytes) {
        return on(name, () -> SecretValue.ofBinary(describe(name), bytes));
    }

    ScriptedSource failing(String name, SecretSourceException failure) {
        return on(name, () -> {
            throw failure;
        });
    }

    ScriptedSource on(String name, Supplier<SecretValue> fetch) {
        secrets.put(name, fetch);
        return this;
    }

    static Description describe(String name) {
        return new Description(
                arn(name),
                name,
                VERSION,
                List.of("AWSCURRENT", "blue"),
                Instant.ofEpochSecond(1_700_000_000L, 46_000_000));
    }

    static String arn(String name) {
        return "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
    }

    @Override
    public SecretValue fetch(SecretId id) {
        Supplier<SecretValue> fetch = secrets.get(
                id.name().startsWith("arn:") ? id.name().replaceAll("^.*:secret:|-AbCdEf$", "") : id.name());
        if (fetch == null
                || (id.versionStage() != null && !describe("x").versionStages().contains(id.versionStage()))) {
            throw new SecretSourceException(
                    Reason.NOT_FOUND, "no secret " + id.name(), null, "ResourceNotFoundException", "req-404");
        }
        return fetch.get();
    }

    @Override
    public void close() {}
}
