package io.github.secretscache.http;

import io.github.secretscache.core.CachedSecret;
import io.github.secretscache.core.SecretValue;
import io.github.secretscache.http.ServeOptions.AwsProfile;
import io.undertow.server.HttpServerExchange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Supplier;

/** Answers as AWS's own servers do: the reply of GetSecretValue, without a content type, in the profile's dialect. */
final class AwsReply implements SecretReply {
    private final VersionMemo<AwsBody> bodies;

    /** @param profile known before the first reply, and the same from then on */
    AwsReply(Supplier<AwsProfile> profile) {
        this.bodies = new VersionMemo<>(version -> new AwsBody(
                switch (profile.get()) {
                    case AGENT -> AwsReply::asAgent;
                    case EXTENSION -> AwsReply::asExtension;
                }));
    }

    @Override
    public void write(HttpServerExchange exchange, SecretRequest request, CachedSecret secret, Origin origin) {
        SecretValue value = secret.value();
        exchange.getResponseSender().send(bodies.of(value).of(value));
    }

    private static JsonWriter asAgent(SecretValue value) {
        Instant created = value.createdDate();
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .name("ARN")
                .value(value.arn())
                .name("Name")
                .value(value.name())
                .name("VersionId")
                .value(value.versionId());
        if (value.isText()) {
            json.name("SecretString").value(value.asString());
        } else {
            json.name("SecretBinary").value(base64(value));
        }
        if (!value.versionStages().isEmpty()) {
            json.name("VersionStages").strings(value.versionStages());
        }
        json.name("CreatedDate")
                .value(created == null ? null : created.getEpochSecond() + fraction(created))
                .endObject();
        return json;
    }

    private static JsonWriter asExtension(SecretValue value) {
        Instant created = value.createdDate();
        JsonWriter json = new JsonWriter();
        json.beginObject()
                .name("ARN")
                .value(value.arn())
                .name("CreatedDate")
                .value(created == null ? null : iso(created))
                .name("Name")
                .value(value.name())
                .name("SecretBinary")
                .value(value.isText() ? null : base64(value))
                .name("SecretString")
                .value(value.isText() ? value.asString() : null)
                .name("VersionId")
                .value(value.versionId())
                .name("VersionStages")
                .strings(value.versionStages())
                .name("ResultMetadata")
                .beginObject()
                .endObject()
                .endObject();
        return json;
    }

    private static String base64(SecretValue value) {
        return Base64.getEncoder().encodeToString(value.asBytes());
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
