package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The reply of GetSecretValue as AWS's own servers write it. */
final class AwsSecretJson {
    private AwsSecretJson() {}

    static ByteBuffer of(SecretValue value, AwsProfile profile) {
        return JsonBody.of(json -> {
            switch (profile) {
                case AGENT -> writeAsAgent(json, value);
                case EXTENSION -> writeAsExtension(json, value);
            }
        });
    }

    private static void writeAsAgent(JsonGenerator json, SecretValue value) throws IOException {
        Instant created = value.createdDate();
        json.writeStartObject();
        json.writeStringField("ARN", value.arn());
        json.writeStringField("Name", value.name());
        json.writeStringField("VersionId", value.versionId());
        JsonBody.member(json, "SecretString", text(value));
        JsonBody.member(json, "SecretBinary", base64(value));
        if (!value.versionStages().isEmpty()) {
            JsonBody.strings(json, "VersionStages", value.versionStages());
        }
        json.writeStringField("CreatedDate", created == null ? null : created.getEpochSecond() + fraction(created));
        json.writeEndObject();
    }

    private static void writeAsExtension(JsonGenerator json, SecretValue value) throws IOException {
        Instant created = value.createdDate();
        json.writeStartObject();
        json.writeStringField("ARN", value.arn());
        json.writeStringField("CreatedDate", created == null ? null : iso(created));
        json.writeStringField("Name", value.name());
        json.writeStringField("SecretBinary", base64(value));
        json.writeStringField("SecretString", text(value));
        json.writeStringField("VersionId", value.versionId());
        JsonBody.strings(json, "VersionStages", value.versionStages());
        json.writeObjectFieldStart("ResultMetadata");
        json.writeEndObject();
        json.writeEndObject();
    }

    private static @Nullable String text(SecretValue value) {
        return value.isText() ? value.asString() : null;
    }

    private static @Nullable String base64(SecretValue value) {
        return value.isText() ? null : Base64.getEncoder().encodeToString(value.asBytes());
    }

    private static String iso(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", fraction(instant) + "Z");
    }

    /** {@return the fraction of a second, with its point and without zeros at its end; empty if there is none} */
    private static String fraction(Instant instant) {
        String text = instant.toString();
        int point = text.indexOf('.');
        return point < 0 ? "" : text.substring(point, text.length() - 1).replaceAll("0+$", "");
    }
}
