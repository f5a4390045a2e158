package io.github.secretscache.http;

import io.github.secretscache.core.SecretFetchException;
import io.github.secretscache.core.SecretFetchException.Reason;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.core.SecretValue.Description;
import io.github.secretscache.core.SecretValue.Parameter;
import io.github.secretscache.core.testing.FakeSecretSource;
import java.time.Instant;
import java.util.List;

/**
 * Parameters of a scripted source, each with two versions: 1, labelled {@code live}, is "first", and 2 is what the test
 * says.
 */
final class ScriptedParameters {
    static final String CIPHERTEXT = "AQICAHciphertext";

    private final FakeSecretSource source;

    ScriptedParameters(FakeSecretSource source) {
        this.source = source;
    }

    ScriptedParameters put(String name, String type, String text) {
        return put(name, type, text, Instant.parse("2026-11-01T12:34:56.007Z"));
    }

    ScriptedParameters put(String name, String type, String text, Instant modified) {
        source.script(name, id -> value(id, name, type, text, modified));
        source.script(arn(name), id -> value(id, name, type, text, modified));
        return this;
    }

    static String arn(String name) {
        return "arn:aws:ssm:eu-west-1:123456789012:parameter" + (name.startsWith("/") ? "" : "/") + name;
    }

    ScriptedParameters failing(String name, Reason reason, String awsErrorCode, String message) {
        source.script(name, id -> {
            throw new SecretFetchException(reason, message, null, awsErrorCode, "11111111-2222-3333-4444-555555555555");
        });
        return this;
    }

    private static SecretValue value(SecretId id, String name, String type, String text, Instant modified) {
        if (!id.isParameter()) {
            throw new SecretFetchException(Reason.NOT_FOUND, "no secret " + name, null);
        }
        boolean first = "1".equals(id.versionId()) || "live".equals(id.versionStage());
        boolean second = "2".equals(id.versionId()) || (id.versionId() == null && id.versionStage() == null);
        if (!first && !second) {
            throw new SecretFetchException(
                    Reason.NOT_FOUND, "no such version of " + name, null, "ParameterVersionNotFound", null);
        }
        boolean encrypted = type.equals("SecureString") && !id.decrypted();
        String version = first ? "1" : "2";
        return SecretValue.ofText(
                new Description(arn(name), name, version, List.of(), modified, new Parameter(type, "text")),
                encrypted ? CIPHERTEXT : first ? "first" : text);
    }
}
