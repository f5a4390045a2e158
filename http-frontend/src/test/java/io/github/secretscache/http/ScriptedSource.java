package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretValue.Description;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** A source of secrets that all have the same version, stages and date, so that a test can spell a reply out. */
final class ScriptedSource {
    static final String VERSION = "11111111-2222-3333-4444-555555555555";

    private static final List<String> STAGES = List.of("AWSCURRENT", "blue");

    final FakeSecretSource fake = new FakeSecretSource();

    ScriptedSource text(String name, String text) {
        return on(name, () -> SecretValue.ofText(describe(name), text));
    }

    ScriptedSource binary(String name, byte[] bytes) {
        return on(name, () -> SecretValue.ofBinary(describe(name), bytes));
    }

    ScriptedSource failing(String name, SecretFetchException failure) {
        return on(name, () -> {
            throw failure;
        });
    }

    private ScriptedSource on(String name, Supplier<SecretValue> fetch) {
        fake.script(name, id -> answer(id, fetch));
        fake.script(arn(name), id -> answer(id, fetch));
        return this;
    }

    private static SecretValue answer(SecretId id, Supplier<SecretValue> fetch) {
        String stage = id.versionStage();
        if (stage != null && !STAGES.contains(stage)) {
            throw new SecretFetchException(Reason.NOT_FOUND, "no version at stage " + stage, null);
        }
        return fetch.get();
    }

    static Description describe(String name) {
        return new Description(arn(name), name, VERSION, STAGES, Instant.parse("2023-11-14T22:13:20.046Z"));
    }

    static String arn(String name) {
        return "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
    }
}
