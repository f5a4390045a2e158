package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.SecretValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Secrets as the service writes them: dates are numbers, and absent members are left out, never null. */
final class SdkSecretJson {
    private SdkSecretJson() {}

    /**
     * One id of a batch, and its value or its error.
     *
     * @param id as it was asked for
     */
    record Outcome(
            String id,
            @Nullable SecretValue value,
            @Nullable Throwable failure) {}

    /** {@return the reply of GetSecretValue} */
    static ByteBuffer of(SecretValue value) {
        return JsonBody.of(json -> write(json, value));
    }

    /** {@return the reply of DescribeSecret, with the members that a version has} */
    static ByteBuffer describing(SecretValue value) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("ARN", value.arn());
            json.writeStringField("Name", value.name());
            json.writeObjectFieldStart("VersionIdsToStages");
            JsonBody.strings(json, value.versionId(), value.versionStages());
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** {@return the reply of BatchGetSecretValue} */
    static ByteBuffer of(List<Outcome> outcomes) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("SecretValues");
            for (Outcome outcome : outcomes) {
                if (outcome.value() != null) {
                    write(json, outcome.value());
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("Errors");
            for (Outcome outcome : outcomes) {
                if (outcome.failure() != null) {
                    write(json, outcome.id(), SdkError.of(outcome.failure()));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, String id, SdkError error) throws IOException {
        json.writeStartObject();
        json.writeStringField("SecretId", id);
        json.writeStringField("ErrorCode", error.type());
        json.writeStringField("Message", error.message());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, SecretValue value) throws IOException {
        json.writeStartObject();
        json.writeStringField("ARN", value.arn());
        Instant created = value.createdDate();
        if (created != null) {
            json.writeNumberField("CreatedDate", BigDecimal.valueOf(created.toEpochMilli(), 3));
        }
        json.writeStringField("Name", value.name());
        if (value.isText()) {
            json.writeStringField("SecretString", value.asString());
        } else {
            json.writeStringField("SecretBinary", Base64.getEncoder().encodeToString(value.asBytes()));
        }
        json.writeStringField("VersionId", value.versionId());
        if (!value.versionStages().isEmpty()) {
            JsonBody.strings(json, "VersionStages", value.versionStages());
        }
        json.writeEndObject();
    }
}
