package io.github.secretscache.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.secretscache.core.SecretId;
import io.github.secretscache.core.SecretValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A parameter as JSON: with the members of AWS's extension, or with those of the service. A secret that was asked for
 * as a parameter is written as one. Holds a value, so it is not a record, and its text is redacted.
 */
final class ParameterJson {
    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** The date format that Parameter Store uses in its description of a secret. */
    private static final DateTimeFormatter IN_WORDS =
            DateTimeFormatter.ofPattern("MMM d, uuuu, h:mm:ss a", Locale.US).withZone(ZoneOffset.UTC);

    private final SecretId id;
    private final SecretValue value;

    /** @param id as it was asked for */
    ParameterJson(SecretId id, SecretValue value) {
        this.id = id;
        this.value = value;
    }

    /** {@return the reply of AWS's extension: ISO dates, and null for what is absent} */
    ByteBuffer asExtension() {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("Parameter");
            json.writeStringField("ARN", value.arn());
            json.writeStringField("DataType", dataType());
            Instant modified = value.createdDate();
            json.writeStringField("LastModifiedDate", modified == null ? null : ISO.format(modified));
            json.writeStringField("Name", name());
            json.writeStringField("Selector", selector());
            json.writeStringField("SourceResult", sourceResult());
            json.writeStringField("Type", type());
            json.writeStringField("Value", text());
            json.writeNumberField("Version", version());
            json.writeEndObject();
            json.writeObjectFieldStart("ResultMetadata");
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    /** {@return the reply of GetParameter} */
    ByteBuffer asService() {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeFieldName("Parameter");
            writeAsService(json);
            json.writeEndObject();
        });
    }

    /**
     * The reply of GetParameters.
     *
     * @param invalid the names that do not exist
     */
    static ByteBuffer asService(List<ParameterJson> parameters, List<String> invalid) {
        return JsonBody.of(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("Parameters");
            for (ParameterJson parameter : parameters) {
                parameter.writeAsService(json);
            }
            json.writeEndArray();
            JsonBody.strings(json, "InvalidParameters", invalid);
            json.writeEndObject();
        });
    }

    /** Dates are numbers, and absent members are left out. */
    private void writeAsService(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("ARN", value.arn());
        JsonBody.member(json, "DataType", dataType());
        Instant modified = value.createdDate();
        if (modified != null) {
            json.writeNumberField("LastModifiedDate", BigDecimal.valueOf(modified.toEpochMilli(), 3));
        }
        json.writeStringField("Name", name());
        JsonBody.member(json, "Selector", selector());
        JsonBody.member(json, "SourceResult", sourceResult());
        json.writeStringField("Type", type());
        JsonBody.member(json, "Value", text());
        json.writeNumberField("Version", version());
        json.writeEndObject();
    }

    private String name() {
        return value.parameter() == null ? id.name() : value.name();
    }

    private String type() {
        SecretValue.Parameter parameter = value.parameter();
        return parameter == null ? "SecureString" : parameter.type();
    }

    private @Nullable String dataType() {
        SecretValue.Parameter parameter = value.parameter();
        return parameter == null ? null : parameter.dataType();
    }

    private @Nullable String text() {
        return value.isText() ? value.asString() : null;
    }

    /** For a secret Parameter Store has no version number. */
    private long version() {
        return value.parameter() == null ? 0 : Long.parseLong(value.versionId());
    }

    private @Nullable String selector() {
        String selector = id.versionId() == null ? id.versionStage() : id.versionId();
        return selector == null ? null : ":" + selector;
    }

    private @Nullable String sourceResult() {
        if (value.parameter() != null) {
            return null;
        }
        Instant created = value.createdDate();
        ByteBuffer source = JsonBody.of(json -> {
            json.writeStartObject();
            json.writeStringField("ARN", value.arn());
            json.writeStringField("name", value.name());
            json.writeStringField("versionId", value.versionId());
            JsonBody.member(json, "secretString", text());
            JsonBody.strings(json, "versionStages", value.versionStages());
            JsonBody.member(
                    json,
                    "createdDate",
                    created == null ? null : IN_WORDS.format(created.truncatedTo(ChronoUnit.SECONDS)));
            json.writeEndObject();
        });
        return StandardCharsets.UTF_8.decode(source).toString();
    }

    @Override
    public String toString() {
        return "ParameterJson[" + id + "]";
    }
}
