package io.github.secretscache.benchmarks;

import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretSource;
import io.github.secretscache.core.SecretValue;
import java.util.List;

/** A source with one text in one version, at hand at once. */
final class OneSecret implements SecretSource {
    private final SecretValue value;

    OneSecret(String name, String text) {
        String arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:" + name + "-AbCdEf";
        String version = "11111111-2222-3333-4444-555555555555";
        List<String> stages = List.of(SecretId.AWSCURRENT);
        value = SecretValue.ofText(new SecretValue.Description(arn, name, version, stages, null), text);
    }

    @Override
    public SecretValue fetch(SecretId id) {
        return value;
    }

    @Override
    public void close() {}
}
